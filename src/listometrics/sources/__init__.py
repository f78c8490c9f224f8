"""Bring facts in over the network: new versions of the list, and what sources say of its works.

Nothing else of the package touches the network. What is brought lies as files of the study, is reviewed as a diff,
and everything after it stays offline.
"""
