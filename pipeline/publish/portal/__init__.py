"""The 发布包 for the portal: forms, pages to copy from, attachments under their names there."""
