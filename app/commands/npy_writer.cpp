// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/npy_writer.h"

#include <bit>

namespace gatoscope {

std::string npyDescr(DType dtype) {
    const char kind = dtype == DType::Bool ? 'b' : isFloat(dtype) ? 'f' : name(dtype)[0] == 'u' ? 'u' : 'i';
    const std::size_t size = byteSize(dtype);
    const char order = size == 1 ? '|' : std::endian::native == std::endian::little ? '<' : '>';
    return std::string(1, order) + kind + std::to_string(size);
}

std::string npyHead(const std::string& descr, const std::vector<std::int64_t>& shape) {
    std::string dictionary = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (";
    for (const std::int64_t side : shape)
        dictionary += std::to_string(side) + ", ";
    if (shape.size() > 1)
        dictionary.resize(dictionary.size() - 2);
    dictionary += "), }";
    const bool wide = dictionary.size() > 65000;
    const std::size_t prefix = wide ? 12 : 10;
    while ((prefix + dictionary.size() + 1) % 64 != 0)
        dictionary += ' ';
    dictionary += '\n';
    std::string head = std::string("\x93NUMPY", 6) + (wide ? '\2' : '\1') + '\0';
    for (std::size_t i = 0; i < (wide ? 4U : 2U); ++i)
        head += static_cast<char>(dictionary.size() >> (8 * i) & 0xFFU);
    return head + dictionary;
}

} // namespace gatoscope
