"""Reports of a year: 落实情况 chapter by chapter, and the material for the 年度报告; every figure is the register's."""
