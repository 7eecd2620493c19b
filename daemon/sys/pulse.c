/* pulse -- see pulse.h */
#include "sys/pulse.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WORDS (sizeof(struct status_numbers) / sizeof(int64_t))

_Static_assert(sizeof(struct status_numbers) % sizeof(int64_t) == 0,
               "words without holes");

enum rc
pulse_map(int fd, struct pulse **out)
{
    struct pulse *page =
        mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (page == MAP_FAILED)
        return RC_FATAL;
    *out = page;
    return RC_OK;
}

enum rc
pulse_open(int *out, struct pulse **page)
{
    int fd = memfd_create("loketd-pulse", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd < 0)
        return RC_FATAL;
    if (ftruncate(fd, (off_t)sizeof **page) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) !=
            0 ||
        pulse_map(fd, page) != RC_OK) {
        close(fd);
        return RC_FATAL;
    }
    /* until desk says more */
    (*page)->numbers.accepted_minute = -1;
    (*page)->numbers.disk_percent = -1;
    *out = fd;
    return RC_OK;
}

void
pulse_close(struct pulse *pulse)
{
    if (pulse != NULL)
        munmap(pulse, sizeof *pulse);
}

void
pulse_tell(struct pulse *pulse, const struct status_numbers *numbers)
{
    int64_t words[WORDS];
    int64_t *to = (int64_t *)(void *)&pulse->numbers;

    memcpy(words, numbers, sizeof words);
    for (size_t i = 0; i < WORDS; i++)
        __atomic_store_n(&to[i], words[i], __ATOMIC_RELAXED);
}

uint64_t
pulse_beats(const struct pulse *pulse)
{
    return __atomic_load_n(&pulse->beats, __ATOMIC_RELAXED);
}

int64_t
pulse_key(const struct pulse *pulse)
{
    return __atomic_load_n(&pulse->key, __ATOMIC_RELAXED);
}

void
pulse_numbers(const struct pulse *pulse, struct status_numbers *out)
{
    int64_t words[WORDS];
    const int64_t *from = (const int64_t *)(const void *)&pulse->numbers;

    for (size_t i = 0; i < WORDS; i++)
        words[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
    memcpy(out, words, sizeof *out);
}
