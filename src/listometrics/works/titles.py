"""Titles: one normal form to compare them, and the word that goes into a key."""

import re

from listometrics.works.person_names import to_ascii

_STOP_WORDS_TEXT = """
a an the and or but nor if of on in at to from for with by as via into onto over under upon per than then toward
towards between among through throughout during after before about against across without within beyond around
is are was were be been being am do does did done doing can could may might must shall should will would have
has had not no how what when where which who whom whose why it its this that these those there here i me my mine
we us our you your he him his she her they them their all any each every both one some such so only own let lets
make makes made go get use uses used using meet meets still yet up out off more most much many vs versus
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
_SMALL_WORDS_TEXT = "a an the and or nor but if of on in at to from for with by as via into onto per than is are be do"
SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())


def normalise_title(title: str) -> str:
    """Return a title as it is compared: ASCII words in lower case, one blank between them.

    >>> normalise_title("LLM-Rec: Personalized Recommendation — via Prompting")
    'llm rec personalized recommendation via prompting'
    """
    folded = to_ascii(title) if not title.isascii() else title
    words = re.sub(r"[^a-z0-9]+", " ", folded.lower().replace("'", "")).strip()
    if words or not title.strip():
        return words
    # A title in another script keeps its letters: it must not equal every other such title.
    return " ".join(re.findall(r"\w+", title.lower()))


def title_words(title: str) -> list[str]:
    """List the words of a title as keys write them: hyphenated words joined, ASCII, lower case.

    >>> title_words("LLM-Rec: Is It Zero-Shot?")
    ['llmrec', 'is', 'it', 'zeroshot']
    """
    words = re.split(r"[^\w\-'’‐‑&]+|--+|[–—]", title)
    folded = (re.sub(r"[^a-z0-9]", "", to_ascii(word).lower()) for word in words)
    return [word for word in folded if word]


def telling_words(title: str) -> list[str]:
    """List the words of a title that say something; all words if none does.

    >>> telling_words("How to Index Item IDs for Recommendation Foundation Models")[:2]
    ['index', 'item']
    """
    words = title_words(title)
    return [word for word in words if word not in STOP_WORDS] or words


def says_enough(title: str) -> bool:
    """Tell whether a title in normal form can stand for one paper: four words, three of them telling.

    A word in a script without blanks counts as one for every two letters.

    >>> says_enough("a survey of recommendation"), says_enough("talking to lists with models")
    (False, True)
    """
    words = title.split()
    telling = [word for word in words if word not in STOP_WORDS]
    more = sum(len(word) // 2 - 1 for word in words if not word.isascii())
    return len(words) + more >= 4 and len(telling) + more >= 3


def is_shouted(title: str) -> bool:
    """Tell whether a title is written in capitals throughout, as some exports have it.

    >>> is_shouted("TALKING TO LISTS WITH MODELS"), is_shouted("LLM-REC 2")
    (True, False)
    """
    letters = [c for c in title if c.isalpha() and c.isascii()]
    return len(letters) > 12 and len(title.split()) > 2 and all(c.isupper() for c in letters)


def calm_title(title: str) -> str:
    """Write a title in capitals with capitals at the beginnings of words only.

    Words that cannot be words (a digit in them, no vowel) keep theirs: they are names or abbreviations.

    >>> calm_title("TALKING TO LISTS WITH LLMS AND BERT4REC: A STUDY")
    'Talking to Lists with LLMS and BERT4REC: A Study'
    """

    def calm(match: re.Match[str]) -> str:
        word = match.group()
        if any(c.isdigit() for c in word) or not set(word) & set("AEIOUY"):
            return word
        first = match.start() == 0 or title[: match.start()].rstrip()[-1:] in (":", "?", "!")
        return word.lower() if word.lower() in SMALL_WORDS and not first else word.capitalize()

    return re.sub(r"[^\W_]+(?:['’][^\W_]+)*", calm, title)
