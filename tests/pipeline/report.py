"""What failed of many cases that are played at once, told as it comes."""
import threading
import traceback


class Report:
    """Lists what failed."""

    def __init__(self):
        self.failed = []
        self.lock = threading.Lock()

    def run(self, name, says, differences, *arguments):
        """Calls a function that answers differences; whatever it raises is one, and what comes next goes on."""
        try:
            found = differences(*arguments)
        except Exception:
            found = traceback.format_exc().strip().splitlines()[-10:]
        if found:
            with self.lock:
                self.failed.append(name)
                print(f"FAILED {name}: {says}")
                for line in found[:12]:
                    print("    " + line[:700])
