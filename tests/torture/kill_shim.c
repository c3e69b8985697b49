/* Preloaded into the program under test: counts the calls that change files and kills the process
   by SIGKILL before call number $KILL_AT; with $KILL_HALF=1 a call that writes writes half of its
   bytes first. With $KILL_STOP=1 SIGSTOP stops the process wherever a kill could end it - before every
   call, and after half of what one writes - so that one run shows what each kill would leave.
   At exit $KILL_COUNT, a file, receives the number of calls and a letter for each: w writes, s syncs,
   t truncates, a allocates, r renames, u unlinks. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(sizeof(off_t) == 8, "an offset is one argument of a system call");

static atomic_ulong calls;
static unsigned long kill_at;
static int kill_half, kill_stop;
static char letters[1 << 20];

__attribute__((constructor)) static void read_environment(void) {
  const char *at = getenv("KILL_AT"), *half = getenv("KILL_HALF"), *stop = getenv("KILL_STOP");
  kill_at = at ? strtoul(at, NULL, 10) : 0;
  kill_half = half && half[0] == '1';
  kill_stop = stop && stop[0] == '1';
}

__attribute__((destructor)) static void write_count(void) {
  const char* path = getenv("KILL_COUNT");
  const unsigned long total = atomic_load(&calls);
  FILE* file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%lu %s\n", total, letters);
  fclose(file);
}

/* Standard streams and pipes are not counted, folders are: they can be synced. */
static int counts(int fd) {
  struct stat status;
  return fd > STDERR_FILENO && fstat(fd, &status) == 0 &&
         (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

static void pause_process(void) {
  if (kill_stop) kill(getpid(), SIGSTOP);
}

static int is_last(char letter) {
  pause_process();
  const unsigned long call = atomic_fetch_add(&calls, 1) + 1;
  if (call < sizeof letters) letters[call - 1] = letter;
  return call == kill_at;
}

static void end_process(void) { kill(getpid(), SIGKILL); }

static void note(char letter) {
  if (is_last(letter)) end_process();
}

static void note_fd(char letter, int fd) {
  if (counts(fd)) note(letter);
}

static ssize_t write_and_die(long number, int fd, const void* bytes, size_t size, off_t offset) {
  if (kill_half) syscall(number, fd, bytes, size / 2, offset);
  end_process();
  return -1;
}

/* Writes two parts, with a stop between them; of the parts of a gathered write an address counts. */
static ssize_t write_halves(long number, int fd, const void* first, const void* second, size_t size,
                            off_t offset) {
  const ssize_t written = syscall(number, fd, first, size / 2, offset);
  if (written < 0) return written;
  pause_process();
  const ssize_t rest = syscall(number, fd, second, size - size / 2, offset + written);
  return rest < 0 ? rest : written + rest;
}

static ssize_t write_bytes(long number, int fd, const void* bytes, size_t size, off_t offset) {
  if (!counts(fd)) return syscall(number, fd, bytes, size, offset);
  if (is_last('w')) return write_and_die(number, fd, bytes, size, offset);
  if (!kill_stop) return syscall(number, fd, bytes, size, offset);
  return write_halves(number, fd, bytes, (const char*)bytes + size / 2, size, offset);
}

/* Half of a gathered write: the first half of its parts. */
static ssize_t write_parts(long number, int fd, const struct iovec* parts, int count,
                           off_t offset) {
  if (!counts(fd)) return syscall(number, fd, parts, count, offset, 0L);
  if (is_last('w')) return write_and_die(number, fd, parts, (size_t)count, offset);
  if (!kill_stop) return syscall(number, fd, parts, count, offset, 0L);
  return write_halves(number, fd, parts, parts + count / 2, (size_t)count, offset);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  return write_bytes(SYS_write, fd, bytes, size, 0);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  return write_bytes(SYS_pwrite64, fd, bytes, size, offset);
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  return write_parts(SYS_writev, fd, parts, count, 0);
}

ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset) {
  return write_parts(SYS_pwritev, fd, parts, count, offset);
}

int fsync(int fd) {
  note_fd('s', fd);
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  note_fd('s', fd);
  return (int)syscall(SYS_fdatasync, fd);
}

int ftruncate(int fd, off_t size) {
  note_fd('t', fd);
  return (int)syscall(SYS_ftruncate, fd, size);
}

int truncate(const char* path, off_t size) {
  note('t');
  return (int)syscall(SYS_truncate, path, size);
}

int fallocate(int fd, int mode, off_t offset, off_t size) {
  note_fd('a', fd);
  return (int)syscall(SYS_fallocate, fd, mode, offset, size);
}

/* Tells its error by its result, and leaves errno alone. */
int posix_fallocate(int fd, off_t offset, off_t size) {
  const int before = errno;
  const int error = fallocate(fd, 0, offset, size) == 0 ? 0 : errno;
  errno = before;
  return error;
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  note('r');
  return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  return renameat2(from_folder, from, to_folder, to, 0);
}

int rename(const char* from, const char* to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int folder, const char* path, int flags) {
  note('u');
  return (int)syscall(SYS_unlinkat, folder, path, flags);
}

int unlink(const char* path) { return unlinkat(AT_FDCWD, path, 0); }

ssize_t pwrite64(int, const void*, size_t, off_t) __attribute__((alias("pwrite")));
ssize_t pwritev64(int, const struct iovec*, int, off_t) __attribute__((alias("pwritev")));
int ftruncate64(int, off_t) __attribute__((alias("ftruncate")));
int truncate64(const char*, off_t) __attribute__((alias("truncate")));
int fallocate64(int, int, off_t, off_t) __attribute__((alias("fallocate")));
int posix_fallocate64(int, off_t, off_t) __attribute__((alias("posix_fallocate")));
