/* json_schema -- see json_schema.h */
#include "wire/json_schema.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "loket/v1/socket.pb-c.h"

/* Looks through what a message is made of.  The schema has no recursion, so
 * neither has this beyond the schema's depth. */
static const ProtobufCMessageDescriptor *
find_under(const ProtobufCMessageDescriptor *type, const char *name)
{
    if (strcmp(type->short_name, name) == 0)
        return type;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        const ProtobufCMessageDescriptor *found = NULL;

        if (field->type == PROTOBUF_C_TYPE_MESSAGE)
            found = find_under(field->descriptor, name);
        if (found != NULL)
            return found;
    }
    return NULL;
}

const ProtobufCMessageDescriptor *
json_schema_message(const char *name)
{
    /* Everything else is a part of one of these. */
    static const ProtobufCMessageDescriptor *const roots[] = {
        &loket__v1__client_message__descriptor,
        &loket__v1__server_message__descriptor,
        &loket__v1__receipt_statement__descriptor,
    };

    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        const ProtobufCMessageDescriptor *found = find_under(roots[i], name);

        if (found != NULL)
            return found;
    }
    return NULL;
}

/* Every enumeration starts with PREFIX_UNSPECIFIED = 0, which tells how long
 * its prefix is. */
static size_t
prefix_n(const ProtobufCEnumDescriptor *words)
{
    return strlen(words->values[0].name) - strlen("UNSPECIFIED");
}

bool
json_schema_code(const ProtobufCEnumDescriptor *words, const char *word,
                 int *code)
{
    size_t skip = prefix_n(words);

    for (unsigned i = 1; i < words->n_values; i++) {
        if (strcasecmp(words->values[i].name + skip, word) == 0) {
            *code = words->values[i].value;
            return true;
        }
    }
    return false;
}

void
json_schema_word(const ProtobufCEnumDescriptor *words, int code,
                 char word[JSON_WORD_BYTES])
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(words, code);
    const char *name;
    size_t n = 0;

    if (value == NULL) {
        (void)snprintf(word, JSON_WORD_BYTES, "%d", code);
        return;
    }
    name = value->name + prefix_n(words);
    /* By hand: tolower() would ask the locale. */
    for (; name[n] != '\0' && n < JSON_WORD_BYTES - 1; n++)
        word[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] - 'A' + 'a')
                                                   : name[n];
    word[n] = '\0';
}
