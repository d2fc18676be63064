"""Reports that have been made, by what they depend on: nothing is graded twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.model import Report, Submission, SubmissionInfo
from grader.report.json_report import ReportFormatError, loads, to_dict
from grader.result_key import ResultKeys, names_of
from grader.whole_file import make_folder, write_whole


class ResultStore:
    """Reports in a folder, one file each.

    An entry is there whole or not at all, and is not believed where it was damaged: a run may be killed at any time,
    and two runs may use the same folder.
    """

    def __init__(self, folder: Path, *, drafts: Path | None = None, older: Sequence[Path] = ()) -> None:
        """The store in this folder, which is made when there is something to keep.

        Args:
            folder: holds the entries.
            drafts: where files grow; on the same disk.
            older: folders of other stores, which are read as well.
        """
        self._folder = folder
        self._drafts = drafts
        self._places = (folder, *older)

    def find(self, keys: ResultKeys, info: SubmissionInfo) -> Report | None:
        """The report that was kept under one of the keys, as that of this submission."""
        for key in (keys.anonymous, keys.named):
            for place in self._places:
                report = _read(place, key)
                if report is not None:
                    return replace(report, submission=info)
        return None

    def keep(self, keys: ResultKeys, submission: Submission, report: Report) -> Report:
        """Keep a report; gives it as it will be found again, to the last digit.

        Raises:
            UsageError: it cannot be written.
        """
        nobody = replace(report.submission, id="", files=())
        document = to_dict(replace(report, submission=nobody))
        # Without indentation the encoder is the fast one.
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        key = keys.named if _speaks_of(text, names_of(submission)) else keys.anonymous
        path = _path(self._folder, key)
        make_folder(path.parent)
        write_whole(path, f"{_digest(key, text)}\n{text}", drafts=self._drafts)
        return replace(loads(text), submission=report.submission)


def _path(folder: Path, key: str) -> Path:
    return folder / key[:2] / f"{key}.json"


def _read(folder: Path, key: str) -> Report | None:
    try:
        head, _, text = _path(folder, key).read_bytes().decode().partition("\n")
        if head == _digest(key, text):
            return loads(text)
    except (OSError, UnicodeDecodeError, ReportFormatError):
        # Not there, damaged, or of another version: it will be graded again, and overwritten.
        return None
    return None


def _digest(key: str, text: str) -> str:
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()


def _speaks_of(text: str, names: Sequence[str]) -> bool:
    return any(json.dumps(name, ensure_ascii=False)[1:-1] in text for name in names)
