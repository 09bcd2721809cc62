"""A small Bitrix24 portal to call: `python -m bitrix24.portal`.

It keeps flows and a few tasks in memory and answers over HTTP on this machine. It shares no code with the client, so
that the two can disagree. Needs the extra: pip install "bitrix24-client[portal]".
"""
