/* audit_line -- see audit_line.h */
#include "audit_line.h"

#include <jansson.h>
#include <string.h>

static enum rc
take_record(const char *name, const char *value, void *arg)
{
    struct audit_item *item = arg;

    return audit_text_take(&item->line, name, value);
}

static enum rc
take_checkpoint(const char *name, const char *value, void *arg)
{
    struct audit_item *item = arg;

    return audit_text_take_mark(&item->mark, name, value);
}

static void
settle(struct audit_item *item, enum audit_item_kind kind, bool taken)
{
    bool whole = kind == AUDIT_ITEM_RECORD ? audit_text_whole(&item->line)
                                           : audit_text_mark_whole(&item->mark);

    item->kind = taken && whole ? kind : AUDIT_ITEM_BROKEN;
}

/* A checkpoint is what is signed. */
static void
read_object(const json_t *object, struct audit_item *out)
{
    bool is_mark = json_object_get(object, "sig") != NULL;
    bool taken = true;
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        const char *text = json_string_value(value);

        if (!taken || text == NULL || strlen(text) != json_string_length(value))
            taken = false;
        else
            taken = (is_mark ? take_checkpoint : take_record)(name, text,
                                                              out) == RC_OK;
    }
    settle(out, is_mark ? AUDIT_ITEM_CHECKPOINT : AUDIT_ITEM_RECORD, taken);
}

static void
read_json(const char *text, size_t n, struct audit_item *out)
{
    json_t *object =
        json_loadb(text, n, JSON_REJECT_DUPLICATES, &(json_error_t){0});

    out->kind = AUDIT_ITEM_BROKEN;
    /* What else somebody logs as JSON has no hash. */
    if (json_is_object(object) && json_object_size(object) == 0)
        out->kind = AUDIT_ITEM_OTHER;
    else if (json_is_object(object))
        read_object(object, out);
    json_decref(object);
}

void
audit_line_read(const char *text, size_t n, struct audit_item *out)
{
    enum rc rc = RC_OK;

    memset(out, 0, sizeof *out);
    if (n > 0 && text[0] == '{') {
        read_json(text, n, out);
        return;
    }
    rc = audit_text_sd(text, n, AUDIT_SD_RECORD, take_record, out);
    if (rc != RC_NOT_FOUND) {
        settle(out, AUDIT_ITEM_RECORD, rc == RC_OK);
        return;
    }
    rc = audit_text_sd(text, n, AUDIT_SD_CHECKPOINT, take_checkpoint, out);
    if (rc != RC_NOT_FOUND)
        settle(out, AUDIT_ITEM_CHECKPOINT, rc == RC_OK);
}
