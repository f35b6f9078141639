"""Asking the units about a draft (征求意见): the papers that go out, the opinions that come back, and what was made of them."""
