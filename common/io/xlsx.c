/* A workbook through a file of its own. */
#include "io/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char TEXT_FILE[] = "%s ne peut pas être écrit (%s) : %s";

int xlsx_make(const char *what, lxw_error (*write)(const void *, const char *), const void *arg, size_t max,
              struct buf *out, struct err *e)
{
    const char *folder = getenv("TMPDIR");
    struct buf path = {0};
    buf_addf(&path, "%s/cvg-classeur-XXXXXX", folder && *folder ? folder : "/tmp");
    int rc, fd = mkstemp(path.data);
    if (fd < 0) {
        rc = err_set(e, ERR_IO, TEXT_FILE, what, buf_text(&path), strerror(errno));
    } else {
        close(fd);
        lxw_error bad = write(arg, path.data);
        rc = bad ? err_set(e, ERR_IO, TEXT_FILE, what, buf_text(&path), lxw_strerror(bad))
                 : buf_read_file(out, path.data, max, e);
        unlink(path.data);
    }
    buf_deinit(&path);
    return rc;
}
