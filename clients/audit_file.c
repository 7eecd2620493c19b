/* audit_file -- see audit_file.h */
#include "audit_file.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit_line.h"
#include "output.h"

struct marks {
    struct audit_checkpoint *list;
    size_t n;
    size_t room;
    bool lost; /* no memory for one */
};

/* What is done with each line of a file; false ends the look. */
typedef bool line_visit(struct audit_check *check,
                        const struct audit_item *item, void *arg);

static enum rc
each_line(struct audit_check *check, const char *path, line_visit *visit,
          void *arg)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t room = 0;
    ssize_t n = 0;
    bool more = true;
    struct audit_item item;

    if (file == NULL) {
        output_error("%s: %s", path, strerror(errno));
        return RC_NOT_FOUND;
    }
    check->file = path;
    check->line = 0;
    while (more && (n = getline(&text, &room, file)) > 0) {
        size_t length = (size_t)n - (text[n - 1] == '\n' ? 1 : 0);

        check->line++;
        audit_line_read(text, length, &item);
        more = visit(check, &item, arg);
    }
    free(text);
    (void)fclose(file);
    return RC_OK;
}

static bool
take_mark(struct audit_check *check, const struct audit_item *item, void *arg)
{
    struct marks *marks = arg;
    const struct audit_checkpoint *mark = &item->mark.checkpoint;
    uint8_t text[AUDIT_CHECKPOINT_TEXT_BYTES];

    if (item->kind != AUDIT_ITEM_CHECKPOINT)
        return true;
    audit_checkpoint_text(mark, text);
    if (crypto_sign_verify_detached(mark->signature, text, sizeof text,
                                    check->public_key) != 0 ||
        memcmp(mark->installation, check->verify->installation, EPOCH_BYTES) !=
            0) {
        audit_verify_flaw(check->verify, AUDIT_SIGNATURE, mark->number);
        return false;
    }
    if (marks->n == marks->room) {
        size_t room = marks->room == 0 ? 64 : 2 * marks->room;
        struct audit_checkpoint *list =
            realloc(marks->list, room * sizeof *list);

        if (list == NULL) {
            marks->lost = true;
            return false;
        }
        marks->list = list;
        marks->room = room;
    }
    marks->list[marks->n++] = *mark;
    return true;
}

static int
by_number(const void *a, const void *b)
{
    const struct audit_checkpoint *x = a;
    const struct audit_checkpoint *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

static bool
take_record(struct audit_check *check, const struct audit_item *item, void *arg)
{
    (void)arg;
    switch (item->kind) {
    case AUDIT_ITEM_OTHER:
    case AUDIT_ITEM_CHECKPOINT:
        return true;
    case AUDIT_ITEM_BROKEN:
        audit_verify_flaw(check->verify, AUDIT_UNREADABLE,
                          check->verify->last + 1);
        return false;
    case AUDIT_ITEM_RECORD:
        break;
    }
    return audit_verify_row(check->verify, &item->line.row, item->line.prev) ==
           RC_OK;
}

static enum rc
read_marks(struct audit_check *check, struct marks *marks)
{
    enum rc rc = RC_OK;

    if (check->checkpoints != NULL)
        rc = each_line(check, check->checkpoints, take_mark, marks);
    for (size_t i = 0; rc == RC_OK && !marks->lost &&
                       check->verify->flaw == AUDIT_WHOLE && i < check->files_n;
         i++)
        rc = each_line(check, check->files[i], take_mark, marks);
    if (rc == RC_OK && marks->lost)
        rc = RC_DOWN;
    if (rc == RC_OK && marks->n > 0)
        qsort(marks->list, marks->n, sizeof *marks->list, by_number);
    check->verify->marks = marks->list;
    check->verify->marks_n = marks->n;
    return rc;
}

enum rc
audit_file_check(struct audit_check *check)
{
    struct audit_verify *verify = check->verify;
    struct marks marks = {.n = 0};
    enum rc rc = read_marks(check, &marks);

    for (size_t i = 0;
         rc == RC_OK && verify->flaw == AUDIT_WHOLE && i < check->files_n; i++)
        rc = each_line(check, check->files[i], take_record, NULL);
    if (rc == RC_OK && verify->flaw == AUDIT_WHOLE &&
        audit_verify_end(verify, check->until_us) != RC_OK)
        check->line = 0;
    /* Every audit begins with a record. */
    if (rc == RC_OK && verify->records_n == 0 && !verify->partial)
        audit_verify_flaw(verify, AUDIT_START, 1);
    if (rc == RC_OK && verify->flaw != AUDIT_WHOLE)
        rc = RC_INVALID;
    free(marks.list);
    return rc;
}
