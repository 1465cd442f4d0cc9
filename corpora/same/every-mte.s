// Every form of every MTE instruction, system register and operation, and discovery: one after the other, each with
// x1 = an address in the scratch page, x2 = data, x3 = the address with tag 5, x4 = a size. Compared, not run for its own
// sake: docs/same-or-not.md is made from it. Words that assemblers may not know are spelt .inst.
// el2trap-map: 0x42000000 size 0x1000 attr tagged perm rwu
	.macro	fresh
	mov	x1, #0x42000000
	add	x1, x1, #0x100
	mov	x2, #0x40
	movk	x2, #0x0300, lsl #48
	orr	x3, x1, #0x0100000000000000
	orr	x3, x3, #0x0400000000000000
	mov	x4, #0x40
	mov	x9, xzr
	.endm

	// the host may turn tag access on in its own SCTLR_EL1
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0

	fresh
	.inst	0x9ac21060	// irg x0, x3, x2
	fresh
	.inst	0x9ac21460	// gmi x0, x3, x2
	fresh
	.inst	0x9ac20060	// subp x0, x3, x2
	fresh
	.inst	0xbac20060	// subps x0, x3, x2
	fresh
	.inst	0x91810460	// addg x0, x3, #16, #1
	fresh
	.inst	0xd1810460	// subg x0, x3, #16, #1
	fresh
	.inst	0xd9600023	// ldg x3, [x1]
	fresh
	.inst	0xd9200423	// stg x3, [x1], #0
	fresh
	.inst	0xd9200823	// stg x3, [x1]
	fresh
	.inst	0xd9200c23	// stg x3, [x1, #0]!
	fresh
	.inst	0xd9600423	// stzg x3, [x1], #0
	fresh
	.inst	0xd9600823	// stzg x3, [x1]
	fresh
	.inst	0xd9600c23	// stzg x3, [x1, #0]!
	fresh
	.inst	0xd9a00423	// st2g x3, [x1], #0
	fresh
	.inst	0xd9a00823	// st2g x3, [x1]
	fresh
	.inst	0xd9a00c23	// st2g x3, [x1, #0]!
	fresh
	.inst	0xd9e00423	// stz2g x3, [x1], #0
	fresh
	.inst	0xd9e00823	// stz2g x3, [x1]
	fresh
	.inst	0xd9e00c23	// stz2g x3, [x1, #0]!
	fresh
	.inst	0x68800823	// stgp x3, x2, [x1], #0
	fresh
	.inst	0x69800823	// stgp x3, x2, [x1, #0]!
	fresh
	.inst	0x69000823	// stgp x3, x2, [x1]
	fresh
	.inst	0xd9e00023	// ldgm x3, [x1]
	fresh
	.inst	0xd9a00023	// stgm x3, [x1]
	fresh
	.inst	0xd9200023	// stzgm x3, [x1]
	fresh
	.inst	0x1dc20481	// setgp [x1]!, x4!, x2
	fresh
	.inst	0x1ddf0081	// setgop [x1]!, x4!
	fresh
	.inst	0x1dc21481	// setgpt [x1]!, x4!, x2
	fresh
	.inst	0x1ddf1081	// setgopt [x1]!, x4!
	fresh
	.inst	0x1dc22481	// setgpn [x1]!, x4!, x2
	fresh
	.inst	0x1ddf2081	// setgopn [x1]!, x4!
	fresh
	.inst	0x1dc23481	// setgptn [x1]!, x4!, x2
	fresh
	.inst	0x1ddf3081	// setgoptn [x1]!, x4!
	fresh
	.inst	0x1dc24481	// setgm [x1]!, x4!, x2
	fresh
	.inst	0x1ddf4081	// setgom [x1]!, x4!
	fresh
	.inst	0x1dc25481	// setgmt [x1]!, x4!, x2
	fresh
	.inst	0x1ddf5081	// setgomt [x1]!, x4!
	fresh
	.inst	0x1dc26481	// setgmn [x1]!, x4!, x2
	fresh
	.inst	0x1ddf6081	// setgomn [x1]!, x4!
	fresh
	.inst	0x1dc27481	// setgmtn [x1]!, x4!, x2
	fresh
	.inst	0x1ddf7081	// setgomtn [x1]!, x4!
	fresh
	.inst	0x1dc28481	// setge [x1]!, x4!, x2
	fresh
	.inst	0x1ddf8081	// setgoe [x1]!, x4!
	fresh
	.inst	0x1dc29481	// setget [x1]!, x4!, x2
	fresh
	.inst	0x1ddf9081	// setgoet [x1]!, x4!
	fresh
	.inst	0x1dc2a481	// setgen [x1]!, x4!, x2
	fresh
	.inst	0x1ddfa081	// setgoen [x1]!, x4!
	fresh
	.inst	0x1dc2b481	// setgetn [x1]!, x4!, x2
	fresh
	.inst	0x1ddfb081	// setgoetn [x1]!, x4!
	fresh
	.inst	0xd5380420	// mrs x0, id_aa64pfr1_el1
	fresh
	.inst	0xd5380440	// mrs x0, id_aa64pfr2_el1
	fresh
	.inst	0xd53810a0	// mrs x0, rgsr_el1
	fresh
	.inst	0xd51810a9	// msr rgsr_el1, x9
	fresh
	.inst	0xd53810c0	// mrs x0, gcr_el1
	fresh
	.inst	0xd51810c9	// msr gcr_el1, x9
	fresh
	.inst	0xd5385600	// mrs x0, tfsr_el1
	fresh
	.inst	0xd5185609	// msr tfsr_el1, x9
	fresh
	.inst	0xd5385620	// mrs x0, tfsre0_el1
	fresh
	.inst	0xd5185629	// msr tfsre0_el1, x9
	fresh
	.inst	0xd5390080	// mrs x0, gmid_el1
	fresh
	.inst	0xd53b00e0	// mrs x0, dczid_el0
	fresh
	.inst	0xd53b42e0	// mrs x0, tco
	fresh
	.inst	0xd51b42e9	// msr tco, x9
	fresh
	.inst	0xd53c5600	// mrs x0, tfsr_el2
	fresh
	.inst	0xd51c5609	// msr tfsr_el2, x9
	fresh
	.inst	0xd53d5600	// mrs x0, tfsr_el12
	fresh
	.inst	0xd51d5609	// msr tfsr_el12, x9
	fresh
	.inst	0xd53e5600	// mrs x0, tfsr_el3
	fresh
	.inst	0xd51e5609	// msr tfsr_el3, x9
	fresh
	.inst	0xd5087661	// dc igvac, x1
	fresh
	.inst	0xd5087681	// dc igsw, x1
	fresh
	.inst	0xd50876a1	// dc igdvac, x1
	fresh
	.inst	0xd50876c1	// dc igdsw, x1
	fresh
	.inst	0xd5087a81	// dc cgsw, x1
	fresh
	.inst	0xd5087ac1	// dc cgdsw, x1
	fresh
	.inst	0xd5087e81	// dc cigsw, x1
	fresh
	.inst	0xd5087ec1	// dc cigdsw, x1
	fresh
	.inst	0xd5087fa1	// dc cigdvaps, x1
	fresh
	.inst	0xd50b7461	// dc gva, x1
	fresh
	.inst	0xd50b7481	// dc gzva, x1
	fresh
	.inst	0xd50b74a1	// dc zgbva, x1
	fresh
	.inst	0xd50b74e1	// dc gbva, x1
	fresh
	.inst	0xd50b7a61	// dc cgvac, x1
	fresh
	.inst	0xd50b7aa1	// dc cgdvac, x1
	fresh
	.inst	0xd50b7be1	// dc cgdvaoc, x1
	fresh
	.inst	0xd50b7c61	// dc cgvap, x1
	fresh
	.inst	0xd50b7ca1	// dc cgdvap, x1
	fresh
	.inst	0xd50b7d61	// dc cgvadp, x1
	fresh
	.inst	0xd50b7da1	// dc cgdvadp, x1
	fresh
	.inst	0xd50b7e61	// dc cigvac, x1
	fresh
	.inst	0xd50b7ea1	// dc cigdvac, x1
	fresh
	.inst	0xd50b7fe1	// dc cigdvaoc, x1
	fresh
	.inst	0xd50c7ee1	// dc cigdpae, x1
	fresh
	.inst	0xd50e7ea1	// dc cigdpapa, x1
	fresh
	.inst	0xd503409f	// msr tco, #0

	// and something that was never a matter of MTE
	fresh
	udf	#0
