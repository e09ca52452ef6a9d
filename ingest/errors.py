"""Every error this program raises on purpose, as a tree.

FamilyAnswersError            one clear line: what, which value, what to do
├── OperatorError             the operator can mend it: exit code 2
│   ├── SettingError          a setting or an option that cannot be used
│   ├── SourceError           a document that cannot be read
│   ├── SourcesError          all unreadable documents of one run, one line each
│   ├── BankError             a question bank that does not fit its document
│   ├── NotesError            context notes that do not fit their document
│   ├── EmbedderError         a model that cannot be loaded
│   ├── IndexMissingError     no index where one was expected
│   ├── IndexMismatchError    an index built by another model or version
│   ├── IndexBusyError        another process is writing this index
│   ├── StorageError          the disk is full or cannot be written
│   │   └── StoreError        the store's database cannot be used (store/database.py)
│   ├── DatasetError          questions, answers or thresholds that cannot be measured with
│   └── JudgeError            a grading model that cannot be set up
└── QuestionError             a question that cannot be asked (the caller's mistake)
"""

from __future__ import annotations


class FamilyAnswersError(Exception):
    """Base of all errors raised on purpose; its text is fit to be shown as it is."""


class OperatorError(FamilyAnswersError):
    """The operator can mend it; command lines end with exit code 2."""


class SettingError(OperatorError):
    """A setting or an option that cannot be used."""


class SourceError(OperatorError):
    """A document that cannot be read; names the file, the fault and the remedy."""


class SourcesError(OperatorError):
    """All the unreadable documents of one run, so that they can be mended in one go."""

    def __init__(self, errors: list[SourceError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in errors))


class BankError(OperatorError):
    """A question bank that is broken or does not fit its document."""


class NotesError(OperatorError):
    """Context notes that are broken or do not fit their document."""


class EmbedderError(OperatorError):
    """A model or adapter that cannot be loaded."""


class ExportError(FamilyAnswersError):
    """An embedder that cannot be exported; it is then served as it is."""


class IndexMissingError(OperatorError):
    """No index where one was expected."""


class IndexMismatchError(OperatorError):
    """An index that was built by another model or another version of this program."""


class IndexBusyError(OperatorError):
    """Another process is writing this index."""


class StorageError(OperatorError):
    """The disk is full or a folder cannot be written."""


class DatasetError(OperatorError):
    """Questions, answers or thresholds that nothing can be measured with."""


class JudgeError(OperatorError):
    """A grading model that cannot be set up."""


class QuestionError(FamilyAnswersError):
    """A question that cannot be asked, for example a batch row without one."""


def first_line(error: BaseException | None, most: int = 200) -> str:
    """What another library's error says, in one line of at most `most` characters, or else its name."""
    lines = str(error).strip().splitlines()
    return lines[0][:most] if lines else type(error).__name__
