# What Tab offers for kith, in fish. Made to be found in a folder of $fish_complete_path, or sourced.
#
# kith answers a line for each thing to offer: its kind, the word, its meaning, with tabs between them. fish quotes.

function __kith_offered
    set -l typed (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $typed[1])
    for line in (_KITH_COMPLETE=fish $program $typed[2..] (commandline -ct) 2>/dev/null)
        set -l parts (string split -m 2 \t -- $line)
        switch $parts[1]
            case plain
                printf '%s\t%s\n' $parts[2] "$parts[3]"
            case file
                __fish_complete_path (commandline -ct)
            case dir
                __fish_complete_directories (commandline -ct)
        end
    end
end
complete -c kith -f -k -a '(__kith_offered)'
