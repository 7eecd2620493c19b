/* unpack -- see unpack.h */
#include "wire/unpack.h"

#include <protobuf-c/protobuf-c.h>

static void *
take(void *arena, size_t n)
{
    return arena_take(arena, n);
}

static void
give_back(void *arena, void *bytes)
{
    (void)arena;
    (void)bytes;
}

void *
unpack_message(struct arena *arena, const ProtobufCMessageDescriptor *type,
               const uint8_t *bytes, size_t n)
{
    ProtobufCAllocator allocator = {
        .alloc = take, .free = give_back, .allocator_data = arena};

    return protobuf_c_message_unpack(type, &allocator, n, bytes);
}
