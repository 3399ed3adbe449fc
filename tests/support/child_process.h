// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Children of a test program, as the processes of one run.
#include <functional>

#include <QByteArray>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatoscope::test {

/// Runs `work` in a child, which has to be made before this process computes with LibTorch.
inline pid_t inChild(const std::function<int()>& work) {
    const pid_t child = fork();
    if (child == 0)
        _exit(work());
    return child;
}

inline QByteArray freePort() {
    const int handle = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    int port = 29500;
    if (handle >= 0 && bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
        getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        port = ntohs(address.sin_port);
    close(handle);
    return QByteArray::number(port);
}

inline int statusOf(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

} // namespace gatoscope::test
