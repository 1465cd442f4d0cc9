# SPDX-License-Identifier: MIT
# bash completion for el2trap

_el2trap() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}
	local verbs="decode boot explain table check step run audit replay convert record esr list help"
	local boot="--kernel --cmdline --config --cpu --el --set --hypervisor --no-hypervisor"
	local common="--json --color --quiet --verbose --output --help"
	local options

	# "=" is a word of its own: --kernel=7.0
	[[ $word == = ]] && word=
	[[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD-2]}

	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W "$verbs --help --version" -- "$word")
		return
	fi
	case $previous in
	--kernel)
		mapfile -t COMPREPLY < <(compgen -W "$(el2trap list kernels 2>/dev/null | cut -d' ' -f1)" -- "$word")
		return
		;;
	--cpu)
		mapfile -t COMPREPLY < <(compgen -W "$(el2trap list cpus 2>/dev/null | sed '/^$/,$d' | cut -d' ' -f1)" \
			-- "$word")
		return
		;;
	--format)
		mapfile -t COMPREPLY < <(compgen -W "$(el2trap list formats 2>/dev/null | cut -d' ' -f1)" -- "$word")
		return
		;;
	--config)
		mapfile -t COMPREPLY < <(compgen -W "CONFIG_ARM64_MTE=y CONFIG_ARM64_MTE=n" -- "$word")
		return
		;;
	--color)
		mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$word")
		return
		;;
	--on-exception)
		mapfile -t COMPREPLY < <(compgen -W "skip stop vector" -- "$word")
		return
		;;
	--el)
		mapfile -t COMPREPLY < <(compgen -W "0 1 2 3" -- "$word")
		return
		;;
	--cmdline | --set | --limit)
		return
		;;
	esac
	case $verb in
	decode) options="--only-mte --count --format $common" ;;
	table) options="--diff $boot $common" ;;
	esr) options="--to --far --hpfar $boot $common" ;;
	audit) options="--diff --polite --deny --exhaustive --junit --html $boot $common" ;;
	step) options="--record --tap --junit $boot $common" ;;
	run) options="--as --record --on-exception --limit --tap --junit --html $boot $common" ;;
	replay) options="--image --what-if --bare-metal --all --junit --html $boot $common" ;;
	check) options="--tap --junit $boot $common" ;;
	convert) options=$common ;;
	record) options="--image --cmdline --cpu --smp --initrd --symbols --qemu --qemu-args --until --time --show --at $common" ;;
	list)
		options=$common
		if ((COMP_CWORD == 2)); then
			mapfile -t COMPREPLY < <(compgen -W "ops registers rules traps kernels cpus formats $common" -- "$word")
			return
		fi
		;;
	help)
		mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$word")
		return
		;;
	*) options="$boot $common" ;;
	esac
	if [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}
complete -F _el2trap -o filenames el2trap
