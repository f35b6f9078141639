"""Surnames, by which names of persons are recognised."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温常欧施樊兰殷邢伍尤章鲁葛倪季俞裴"
    "翟申耿关祝柳祁舒凌包费纪屈项路岑乔齐詹翁左卓牛卜辛管柯喻鲍骆游涂虞褚柏盛车解宫宗荣郁单洪冉焦聂岳阮邵邢苗谷毕娄窦敖甘景池麻荆栾边"
)
"""The commonest surnames of one character, as the inside of a character class."""
