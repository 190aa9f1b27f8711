"""What a database or an operating system says, told in words instead of a traceback."""

import errno

from django.db import DatabaseError, InterfaceError

DATABASE_WORDS = {
    "database or disk is full": "データベースの置き場所がいっぱいです。空きを作ってから、"
    "もう一度実行してください。記録は元のままです。",
    "could not extend file": "データベースの置き場所がいっぱいです。空きを作ってから、"
    "もう一度実行してください。記録は元のままです。",
    "database is locked": "ほかの処理がデータベースを使い続けています。終わってから、"
    "もう一度実行してください。",
    "unable to open database file": "データベースを開けません。TSUNAGU_DATA のフォルダがあり、"
    "読み書きできるかを確かめてください。",
    "readonly database": "データベースに書き込めません。TSUNAGU_DATA のフォルダの権限を"
    "確かめてください。",
    "file is not a database": "データベースのファイルが壊れているか、別の形式です。"
    "控えから tsunagu restore で戻してください。",
    "malformed": "データベースのファイルが壊れています。控えから tsunagu restore で"
    "戻してください。",
    "disk i/o error": "データベースの読み書きに失敗しました。ディスクの空きと状態を"
    "確かめてください。",
    "connection": "データベースにつながりません。TSUNAGU_DATABASE_URL とサーバーを"
    "確かめてください。",
}
"""What a database says, in part, and what it means."""

SYSTEM_WORDS = {
    errno.ENOSPC: "ディスクがいっぱいです。空きを作ってください",
    errno.EFBIG: "ファイルの大きさの上限に達しました",
    errno.EACCES: "読み書きする権限がありません",
    errno.EPERM: "読み書きする権限がありません",
    errno.EROFS: "書き込めない場所です",
    errno.ENOENT: "見つかりません",
    errno.EISDIR: "ファイルではなくフォルダです",
    errno.ENOTDIR: "フォルダではありません",
    errno.EEXIST: "同じ名前のものがすでにあります",
}


def meaning(error: DatabaseError | InterfaceError) -> str:
    """What a database's error means, in Japanese, without its own words."""
    said = str(error).lower()
    found = (words for part, words in DATABASE_WORDS.items() if part in said)
    return next(found, "データベースでうまくいきませんでした。")


def in_words(error: BaseException) -> str:
    """The error as Japanese sentences; one of another kind says what it says itself."""
    if isinstance(error, DatabaseError | InterfaceError):
        return f"{meaning(error)}（{str(error).strip()}）"
    if isinstance(error, OSError):
        why = SYSTEM_WORDS.get(error.errno or 0, error.strerror or str(error))
        return f"{error.filename}: {why}" if error.filename else why
    return str(error)
