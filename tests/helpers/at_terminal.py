"""A program at a terminal of its own (pexpect): questions answered as they come, Ctrl-C, and how it ends."""

import pexpect

PATIENCE = 60  # seconds for the next word; a test that waits so long has failed


def answered(child: "pexpect.spawn[str]", *steps: tuple[str, str]) -> str:
    """Answer each question when it has been asked; gives all that was said in between and since."""
    said = ""
    for question, answer in steps:
        child.expect_exact(question)
        said += child.before + question
        if "hidden" in question or "enter alone" in question:
            child.waitnoecho(PATIENCE)
        child.sendline(answer)
    return said


def ended(child: "pexpect.spawn[str]") -> tuple[int | None, str]:
    """The exit code, and what was said at last."""
    child.expect(pexpect.EOF)
    said = child.before
    child.close()
    return child.exitstatus, said


def interrupted(child: "pexpect.spawn[str]") -> tuple[int | None, str]:
    """Ctrl-C, and again where it is not heard: between a prompt and the reading of the answer Python may miss one."""
    for _ in range(PATIENCE // 5):
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=5) == 0:
            break
    said = child.before
    child.close()
    return child.exitstatus, said
