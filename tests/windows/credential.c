/* Prints the secret of a generic credential, by the call with which R's keyring
 * asks for it: CredRead of the target `:SERVICE:USER`. Ends with 3 where there is
 * none. For tests alone. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <windows.h>
#include <wincred.h>

int main(int count, char **words)
{
    PCREDENTIALA found;

    if (count != 2)
        return 2;
    if (!CredReadA(words[1], CRED_TYPE_GENERIC, 0, &found))
        return GetLastError() == ERROR_NOT_FOUND ? 3 : 4;
    _setmode(_fileno(stdout), _O_BINARY);
    size_t length = found->CredentialBlobSize;
    size_t written = fwrite(found->CredentialBlob, 1, length, stdout);
    CredFree(found);
    return written == length && fflush(stdout) == 0 ? 0 : 4;
}
