/* SPDX-License-Identifier: MIT */
/* Where a program that brings no _start of its own begins, at EL0. */
	.text
	.global	_start
_start:	hint	#34				// bti c
	bl	main
	bl	exit
