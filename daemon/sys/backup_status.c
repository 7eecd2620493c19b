/* How the last backup went. */
#include "sys/backup_status.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sys/file.h"

#define STATUS_BYTES 512

/* Written and read by this one format: what reads back otherwise is not
 * ours. */
#define FORMAT(number, sequence)                                               \
    "made_us=%" number " full_us=%" number " sequence=%" sequence              \
    " full=%" number " bytes=%" number " image_bytes=%" number                 \
    " messages=%" number " chain=%" number " took_us=%" number                 \
    " oldest_key=%" number "\n"

static int
print(char out[STATUS_BYTES], const struct backup_status *s)
{
    return snprintf(out, STATUS_BYTES, FORMAT(PRId64, PRIu64), s->made_us,
                    s->full_us, s->sequence, (int64_t)s->full, s->bytes,
                    s->image_bytes, s->messages, s->chain, s->took_us,
                    s->oldest_key);
}

static enum rc
parse(struct backup_status *out, const char *text)
{
    char again[STATUS_BYTES];
    int64_t full = 0;
    int n =
        sscanf(text, FORMAT(SCNd64, SCNu64), &out->made_us, &out->full_us,
               &out->sequence, &full, &out->bytes, &out->image_bytes,
               &out->messages, &out->chain, &out->took_us, &out->oldest_key);

    out->full = full != 0;
    return n == 10 && print(again, out) > 0 && strcmp(again, text) == 0
               ? RC_OK
               : RC_NOT_FOUND;
}

enum rc
backup_status_read(struct backup_status *out, const char *state_dir)
{
    char path[PATH_MAX];
    struct backup_status read = {.made_us = 0};
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc = file_join(path, sizeof path, state_dir, BACKUP_STATUS);

    if (rc != RC_OK || file_read(path, STATUS_BYTES - 1, &bytes, &n) != RC_OK)
        return RC_NOT_FOUND;
    if ((rc = parse(&read, (const char *)bytes)) == RC_OK)
        *out = read;
    free(bytes);
    return rc;
}

enum rc
backup_status_write(const struct backup_status *status, const char *state_dir)
{
    char path[PATH_MAX];
    char text[STATUS_BYTES];
    int n = print(text, status);

    if (n < 0 || n >= STATUS_BYTES ||
        file_join(path, sizeof path, state_dir, BACKUP_STATUS) != RC_OK)
        return RC_FATAL;
    return file_write(path, text, (size_t)n, 0600);
}
