"""Why the regulation forbids a use now, which approvals it needs, and which days hold; reading only."""
