"""The web pages, their data (JSON-LD), the feed, the sitemap, and the pages of the 发布包."""
