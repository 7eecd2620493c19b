/* put -- protobuf written field by field, for what must not be unpacked
 * (stored bytes) or must not cost (receipts).  For wire itself. */
#ifndef WIRE_PUT_H
#define WIRE_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the next field goes; once something does not fit, nothing does. */
struct put {
    uint8_t *at;
    uint8_t *end;
    bool full;
};

/* put_number: leaves 0 out, as proto3 does. */
void put_number(struct put *put, uint32_t field, uint64_t value);

/* put_bytes: always written, with n 0 as well: an empty message is there. */
void put_bytes(struct put *put, uint32_t field, const void *bytes, size_t n);

/* put_text: leaves "" out. */
void put_text(struct put *put, uint32_t field, const char *text);

/* put_open: tag and length of a field; the caller puts its n bytes next. */
void put_open(struct put *put, uint32_t field, size_t n);

/* What the four take. */
size_t put_number_size(uint32_t field, uint64_t value);
size_t put_bytes_size(uint32_t field, size_t n);
size_t put_text_size(uint32_t field, const char *text);

#endif
