/* walk_path -- names the field a walk stands at; only refusals pay for it */
#include "wire/walk.h"

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>
#include <string.h>

#include "wire/raw_field.h"

/* Values in a list that arrives as one field: a packed one ends a value with
 * every byte below 0x80. */
static size_t
count_values(const ProtobufCFieldDescriptor *field, const struct raw_field *raw)
{
    size_t n = 0;

    if (raw->type != RAW_LENGTH || field->type == PROTOBUF_C_TYPE_STRING ||
        field->type == PROTOBUF_C_TYPE_BYTES ||
        field->type == PROTOBUF_C_TYPE_MESSAGE)
        return 1;
    for (size_t i = 0; i < raw->n; i++)
        n += raw->bytes[i] < 0x80;
    return n;
}

/* How many values of the same list stand before the field looked at. */
static size_t
index_of(const struct walk_level *level)
{
    const uint8_t *at = level->start;
    struct raw_field raw;
    size_t n = 0;

    while (at < level->field_at) {
        at = raw_field_read(at, level->end, &raw);
        if (at == NULL)
            break;
        if (raw.number == level->field->id)
            n += count_values(level->field, &raw);
    }
    return n;
}

static void
append(char path[FIELD_BYTES], const char *name)
{
    size_t n = strlen(path);

    (void)snprintf(path + n, FIELD_BYTES - n, "%s%s", n == 0 ? "" : ".", name);
}

static void
append_index(char path[FIELD_BYTES], size_t index)
{
    size_t n = strlen(path);

    (void)snprintf(path + n, FIELD_BYTES - n, "[%zu]", index);
}

void
walk_path(const struct walk *walk, char path[FIELD_BYTES])
{
    path[0] = '\0';
    for (size_t i = 0; i <= walk->depth; i++) {
        const struct walk_level *level = &walk->levels[i];
        const ProtobufCFieldDescriptor *field = level->field;

        if (field == NULL) {
            char number[16];

            (void)snprintf(number, sizeof number, "%u", walk->number);
            if (walk->number != 0)
                append(path, number);
            return;
        }
        if (i < walk->depth && (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
            continue;
        append(path, field->name);
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            append_index(path,
                         index_of(level) + (i == walk->depth ? walk->nth : 0));
    }
}
