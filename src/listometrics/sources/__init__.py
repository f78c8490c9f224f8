"""The network: what sources say of the works, and new versions of the list. Nothing else of the package goes online.

What comes in is written to files of the study and reviewed as a diff; every later stage works offline.

To add a source, write a module with a class derived from `source_base.Source` and add its row to SOURCES: nothing
else of the package lists the sources. docs/extending.md has an example that is run as a test, and says what the tests
need.
"""

# Name of a source → module and class, in the order of asking. Loaded only when asked: the command line stays quick.
SOURCES = {
    "arxiv": "listometrics.sources.arxiv:Arxiv",
    "crossref": "listometrics.sources.crossref:Crossref",
    "openalex": "listometrics.sources.openalex:OpenAlex",
    "dblp": "listometrics.sources.dblp:Dblp",
    "acl": "listometrics.sources.acl:Acl",
}
