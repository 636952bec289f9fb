/* One key a home. CVG_SECRETS is somebody else's: what we draw goes below the home, always. */
#include "cvg/report_key.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE "rapport-ed25519"

char *report_key_file(const struct home *h, struct signature_key *key_out, struct err *e)
{
    char *path = home_join(h->secrets, KEY_FILE);
    if (access(path, F_OK) < 0) {
        char *own = home_join(h->path, "secrets");
        mkdir(own, 0700); /* what is in the way is told with the file */
        free(path);
        path = home_join(own, KEY_FILE);
        free(own);
    }
    if (signature_key_load(path, true, key_out, e) == 0)
        return path;
    free(path);
    return NULL;
}
