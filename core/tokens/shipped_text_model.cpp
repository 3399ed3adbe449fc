// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <system_error>

#include "core/tokens/text_pieces.h"

namespace gatoscope {

std::string shippedTextModel() {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error) {
        return {};
    }
    // Installed beside the program's bin; then the source tree above build/<preset>/bin.
    for (const char* place :
         {"../share/gatoscope/text/gatoscope-32k.model", "../../../resources/text/gatoscope-32k.model"}) {
        const fs::path model = (program.parent_path() / place).lexically_normal();
        if (fs::is_regular_file(model, error)) {
            return model.string();
        }
    }
    return {};
}

} // namespace gatoscope
