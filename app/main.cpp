// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"
#include "app/console.h"

#include <clocale>
#include <exception>
#include <new>

int main(int argc, char** argv) {
    using namespace gatoscope;
    std::setlocale(LC_ALL, "C.UTF-8");
    try {
        return runCommandLine(argc, argv);
    } catch (const std::bad_alloc&) {
        return printError({ErrorKind::OutOfResource,
                           "the memory that this needs is not there; choose fewer steps or smaller images", ""});
    } catch (const std::exception& error) {
        return printError({ErrorKind::Invalid, std::string("an unexpected failure: ") + error.what(), ""});
    }
}
