/* The limit: log in, ask every folder for the same things kith asks for, and throw the answer away.
 *
 *     raw HOST PORT USER PASSWORD ITEMS FOLDER...     prints the bytes received
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int line;
static long long received;

static void give_up(const char *why) {
    fprintf(stderr, "raw: %s\n", why);
    exit(1);
}

/* Send one command and receive until the line that begins with its tag. */
static void ask(int number, const char *command) {
    static char buffer[1 << 18], text[4096];
    char ok[32], tag[32];
    size_t kept = 0;
    int length = snprintf(text, sizeof text, "a%d %s\r\n", number, command);
    if (write(line, text, length) != length) give_up("cannot write");
    int tagged = snprintf(tag, sizeof tag, "a%d ", number);
    snprintf(ok, sizeof ok, "a%d OK", number);
    for (;;) {
        ssize_t got = read(line, buffer + kept, sizeof buffer - kept);
        if (got <= 0) give_up("the server hung up");
        received += got;
        size_t end = kept + got;
        if (buffer[end - 1] == '\n') { /* is the last line the tagged one? */
            size_t start = end - 1;
            while (start > 0 && buffer[start - 1] != '\n') start--;
            if (!memcmp(buffer + start, tag, tagged)) {
                if (memcmp(buffer + start, ok, strlen(ok))) give_up(buffer + start);
                return;
            }
        }
        kept = end < 2048 ? end : 2048;
        memmove(buffer, buffer + end - kept, kept);
    }
}

int main(int count, char **words) {
    char command[4096];
    int number = 1;
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(atoi(words[2]))};
    if (count < 7) give_up("usage: raw HOST PORT USER PASSWORD ITEMS FOLDER...");
    inet_pton(AF_INET, words[1], &where.sin_addr);
    line = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(line, (struct sockaddr *)&where, sizeof where)) give_up("cannot connect");
    snprintf(command, sizeof command, "LOGIN %s %s", words[3], words[4]);
    ask(number++, command);
    for (int i = 6; i < count; i++) {
        snprintf(command, sizeof command, "EXAMINE \"%s\"", words[i]);
        ask(number++, command);
        snprintf(command, sizeof command, "UID FETCH 1:* %s", words[5]);
        ask(number++, command);
    }
    printf("%lld\n", received);
    return 0;
}
