"""The local page: the whole product with no token. It is its own platform: a small database of
its own plays the part of the servers that Discord and Slack have.
"""
