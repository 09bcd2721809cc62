"""The code blocks of a page, as data: example calls, example answers, and what they show at each place (`Samples`)."""
