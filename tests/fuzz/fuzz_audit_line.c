/* A line of an audit file from arbitrary bytes: no report; what is taken for a
 * record or a checkpoint has one spelling and is written again as it was. */
#include "fuzz.h"

#include <string.h>

#include "../../clients/audit_line.h"

static void
check_record(const struct audit_line *line)
{
    struct audit_line again = {.seen = 0};
    char value[AUDIT_VALUE_BYTES];
    const char *name = NULL;

    for (size_t i = 0; i < AUDIT_FIELDS; i++)
        if (audit_text_field(line, i, &name, value))
            require(audit_text_take(&again, name, value) == RC_OK);
    require(audit_text_whole(&again));
    require(again.seen == line->seen);
    require(memcmp(&again, line, sizeof again) == 0);
}

static void
check_mark(const struct audit_mark *mark)
{
    struct audit_mark again = {.seen = 0};
    char value[AUDIT_VALUE_BYTES];
    const char *name = NULL;

    for (size_t i = 0; i < AUDIT_CHECKPOINT_FIELDS; i++)
        if (audit_text_mark_field(mark, i, &name, value))
            require(audit_text_take_mark(&again, name, value) == RC_OK);
    require(memcmp(&again, mark, sizeof again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct audit_item item;

    audit_line_read((const char *)bytes, n, &item);
    if (item.kind == AUDIT_ITEM_RECORD)
        check_record(&item.line);
    if (item.kind == AUDIT_ITEM_CHECKPOINT)
        check_mark(&item.mark);
    return 0;
}
