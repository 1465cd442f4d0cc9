/* SPDX-License-Identifier: MIT */
/* The C library of user.h, at EL0. */
#include <stdarg.h>

#include "user.h"

extern unsigned long hwcap, hwcap2; /* kernel.c */

static long call(long number, long a, long b, long c, long d)
{
	register long x8 asm("x8") = number, x0 asm("x0") = a, x1 asm("x1") = b, x2 asm("x2") = c, x3 asm("x3") = d;

	asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
}

static long result(long value)
{
	return value < 0 && value > -4096 ? -1 : value;
}

void *mmap(void *address, size_t size, int prot, int flags, int fd, long offset)
{
	(void)flags, (void)fd, (void)offset;
	return (void *)result(call(NR_MMAP, (long)address, (long)size, prot, 0));
}

int mprotect(void *address, size_t size, int prot)
{
	return (int)result(call(NR_MPROTECT, (long)address, (long)size, prot, 0));
}

int prctl(int what, ...)
{
	va_list arguments;
	long argument;

	va_start(arguments, what);
	argument = va_arg(arguments, long);
	va_end(arguments);
	return (int)result(call(NR_PRCTL, what, argument, 0, 0));
}

void *sbrk(long increment)
{
	long old = call(NR_BRK, 0, 0, 0, 0);

	return call(NR_BRK, old + increment, 0, 0, 0) == old + increment ? (void *)old : (void *)-1;
}

/* Nobody shares: memory of its own, whose size is its name. */
int shmget(int key, size_t size, int flags)
{
	(void)key, (void)flags;
	return (int)size;
}

void *shmat(int id, const void *address, int flags)
{
	(void)address, (void)flags;
	return mmap(NULL, (size_t)id, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

int getpagesize(void)
{
	return 4096;
}

long sysconf(int name)
{
	return name == _SC_PAGESIZE ? getpagesize() : -1;
}

unsigned long getauxval(unsigned long type)
{
	return type == AT_HWCAP ? hwcap : type == AT_HWCAP2 ? hwcap2 : 0;
}

int sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
	const uint64_t raw[4] = {(uint64_t)action->sa_sigaction, (uint64_t)action->sa_flags, 0, action->sa_mask.bits};

	(void)old;
	return (int)result(call(NR_RT_SIGACTION, number, (long)raw, 0, 8));
}

int sigemptyset(sigset_t *set)
{
	set->bits = 0;
	return 0;
}

void exit(int code)
{
	for (;;)
		call(NR_EXIT_GROUP, code, 0, 0, 0);
}

void abort(void)
{
	printf("abort()\n");
	exit(128 + SIGABRT);
}

void assertion_failed(const char *text, const char *file, int line)
{
	printf("%s:%d: assertion failed: %s\n", file, line, text);
	exit(128 + SIGABRT);
}

void perror(const char *text)
{
	printf("%s: refused\n", text);
}

void *memset(void *to, int byte, size_t count)
{
	for (volatile char *at = to; count; count--)
		*at++ = (char)byte;
	return to;
}

void *memcpy(void *to, const void *from, size_t count)
{
	volatile char *at = to;

	for (const char *source = from; count; count--)
		*at++ = *source++;
	return to;
}

/* ---- printf: %d %u %x %p %s %f, with widths, '-', '0', '#', precision and lengths as the tests have them ---- */

static void put(const char *text, size_t count)
{
	call(NR_WRITE, 1, (long)text, (long)count, 0);
}

static void put_padded(const char *text, size_t count, unsigned width, int left)
{
	for (unsigned i = (unsigned)count; !left && i < width; i++)
		put(" ", 1);
	put(text, count);
	for (unsigned i = (unsigned)count; left && i < width; i++)
		put(" ", 1);
}

static void put_number(uint64_t number, unsigned base, unsigned width, char fill)
{
	char text[64];
	unsigned at = sizeof text;

	do
		text[--at] = "0123456789abcdef"[number % base];
	while (number /= base);
	while (sizeof text - at < width && at)
		text[--at] = fill;
	put(text + at, sizeof text - at);
}

static void put_fraction(double value, unsigned digits)
{
	uint64_t whole, scale = 1;

	for (unsigned i = 0; i < digits; i++)
		scale *= 10;
	whole = (uint64_t)(value * (double)scale + 0.5);
	put_number(whole / scale, 10, 0, ' ');
	put(".", 1);
	put_number(whole % scale, 10, digits, '0');
}

int printf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	for (; *format; format++) {
		unsigned width = 0, precision = 0, longs = 0;
		char fill = ' ';
		int left = 0;
		const char *text;
		size_t length = 0;

		if (*format != '%') {
			put(format, 1);
			continue;
		}
		for (format++; *format == '-' || *format == '0' || *format == '#'; format++) {
			left |= *format == '-';
			fill = *format == '0' ? '0' : fill;
			if (*format == '#')
				put("0x", 2);
		}
		for (; *format >= '0' && *format <= '9'; format++)
			width = width * 10 + (unsigned)(*format - '0');
		if (*format == '.')
			for (format++; *format >= '0' && *format <= '9'; format++)
				precision = precision * 10 + (unsigned)(*format - '0');
		for (; *format == 'l' || *format == 'h'; format++)
			longs += *format == 'l';
		switch (*format) {
		case 's':
			text = va_arg(arguments, const char *);
			while (text[length])
				length++;
			put_padded(text, length, width, left);
			break;
		case 'f':
			put_fraction(va_arg(arguments, double), precision);
			break;
		case 'p':
			put("0x", 2);
			put_number(va_arg(arguments, uint64_t), 16, 0, ' ');
			break;
		case 'x':
		case 'u':
			put_number(longs ? va_arg(arguments, uint64_t) : va_arg(arguments, unsigned),
				   *format == 'x' ? 16 : 10, width, fill);
			break;
		case 'd':
			put_number((uint64_t)va_arg(arguments, int), 10, width, fill);
			break;
		default:
			put(format, 1);
		}
	}
	va_end(arguments);
	return 0;
}
