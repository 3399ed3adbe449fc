// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/shared_library.h"

#include <dlfcn.h>
#include <elf.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

namespace gatoscope {

namespace {

/// Whether everything that the headers of an ELF file name lies inside it. What is no ELF file is left to the loader.
bool isWhole(const std::string& path) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    Elf64_Ehdr head{};
    if (error || !file.read(reinterpret_cast<char*>(&head), sizeof head) ||
        std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return true;
    const auto inside = [size](std::uint64_t from, std::uint64_t count) {
        return from <= size && count <= size - from;
    };
    if (!inside(head.e_shoff, std::uint64_t{head.e_shnum} * head.e_shentsize) ||
        !inside(head.e_phoff, std::uint64_t{head.e_phnum} * sizeof(Elf64_Phdr)))
        return false;
    std::vector<Elf64_Phdr> segments(head.e_phnum);
    file.seekg(static_cast<std::streamoff>(head.e_phoff));
    file.read(reinterpret_cast<char*>(segments.data()),
              static_cast<std::streamsize>(segments.size() * sizeof(Elf64_Phdr)));
    for (const Elf64_Phdr& segment : segments)
        if (segment.p_type == PT_LOAD && !inside(segment.p_offset, segment.p_filesz))
            return false;
    return true;
}

} // namespace

Result<void*> openLibrary(const std::string& path, int flags) {
    if (!isWhole(path))
        return fail(ErrorKind::Unreadable, "the file is cut short", path);
    if (void* library = dlopen(path.c_str(), flags); library != nullptr)
        return library;
    const char* why = dlerror();
    return fail(ErrorKind::Unreadable, why != nullptr ? why : "no reason given", path);
}

} // namespace gatoscope
