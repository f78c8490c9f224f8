"""What is wrong in a list: rules, findings, a page for its maintainer, and a patch of the safe fixes."""
