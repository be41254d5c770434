# bash completion for nsinit
_nsinit() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= i
  case $previous in
    --data-path) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
    --log) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --data-path | --log) ((++i)) ;;
      -*) ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  case $command in
    '') mapfile -t COMPREPLY < <(compgen -W "$(nsinit --help |
          sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\(, [a-z]\+\)*\).*/\1/p' | tr -d ,) \
          --data-path --log --help --version" -- "$current") ;;
    kill) mapfile -t COMPREPLY < <(compgen -W "$(kill -l | tr -d '0-9)') --help" -- "$current") ;;
    state) mapfile -t COMPREPLY < <(compgen -W "--policy --help" -- "$current") ;;
    new) mapfile -t COMPREPLY < <(compgen -W "minimal apparmor selinux attach_to_bridge seccomp user_namespace --help" -- "$current") ;;
    check) mapfile -t COMPREPLY < <(compgen -f -X '!*.json' -- "$current"; compgen -d -- "$current") ;;
    top) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    nsenter) mapfile -t COMPREPLY < <(compgen -W "--nspid --containerjson --help" -- "$current") ;;
    *) [[ $current == -* ]] && mapfile -t COMPREPLY < <(compgen -W --help -- "$current") ;;
  esac
}
complete -o default -F _nsinit nsinit
