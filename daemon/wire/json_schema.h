/* json_schema -- finding things in the schema by the names people use.  For
 * the JSON bridge. */
#ifndef WIRE_JSON_SCHEMA_H
#define WIRE_JSON_SCHEMA_H

#include <stdbool.h>

struct ProtobufCEnumDescriptor;
struct ProtobufCMessageDescriptor;

#define JSON_WORD_BYTES 64 /* longest word with its NUL; a test holds it */

/* json_schema_message: by short name; NULL when the schema has none. */
const struct ProtobufCMessageDescriptor *json_schema_message(const char *name);

/* json_schema_code: the number of a word, in any case.  False when there is
 * no such word; the word of zero, "unspecified", is none. */
bool json_schema_code(const struct ProtobufCEnumDescriptor *words,
                      const char *word, int *code);

/* json_schema_word: the other way; a code that the schema has not is its
 * number. */
void json_schema_word(const struct ProtobufCEnumDescriptor *words, int code,
                      char word[JSON_WORD_BYTES]);

#endif
