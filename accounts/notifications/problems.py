class NotDelivered(Exception):
    """Why something did not get out, in a sentence for staff and its person, and whether trying again can help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
