// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes small HDF5 files for the tests of the readers. Paths are slash-separated; groups on the way are made.
#include <cstdint>
#include <string>
#include <vector>

#include <hdf5.h>

namespace gatoscope::test {

class Hdf5Writer {
public:
    explicit Hdf5Writer(const std::string& path);
    ~Hdf5Writer();
    Hdf5Writer(const Hdf5Writer&) = delete;
    Hdf5Writer& operator=(const Hdf5Writer&) = delete;

    void group(const std::string& path);
    /// Numbers of any type of libhdf5; `values` are doubles that it converts. Chunked when chunkRows > 0.
    void numbers(const std::string& path, std::vector<hsize_t> dims, const std::vector<double>& values,
                 hid_t type = H5T_IEEE_F64LE, hsize_t chunkRows = 0, bool gzip = false);
    void zeros(const std::string& path, std::vector<hsize_t> dims, hid_t type = H5T_IEEE_F32LE);
    /// As h5py writes truth values: an enum {FALSE, TRUE} over int8.
    void bools(const std::string& path, const std::vector<signed char>& values);
    void texts(const std::string& path, const std::vector<std::string>& values, hsize_t chunkRows = 0);
    void fixedTexts(const std::string& path, const std::vector<std::string>& values, std::size_t size, H5T_str_t pad);
    /// One run of bytes per row, of varying length.
    void runs(const std::string& path, const std::vector<std::string>& values);
    /// A dataset that is declared and never written.
    void declared(const std::string& path, std::vector<hsize_t> dims, std::vector<hsize_t> chunk, hid_t type);
    void compound(const std::string& path, hsize_t rows);

    void attribute(const std::string& object, const std::string& name, double value);
    void attribute(const std::string& object, const std::string& name, std::int64_t value);
    void attribute(const std::string& object, const std::string& name, const std::string& value);

    void softLink(const std::string& path, const std::string& target);
    void hardLink(const std::string& path, const std::string& target);
    void externalLink(const std::string& path, const std::string& file, const std::string& target);

private:
    hid_t made(const std::string& path, hid_t type, hid_t space, hid_t properties = H5P_DEFAULT);
    hid_t file_, links_;
};

/// Float16 as IEEE lays it out; to be closed by H5Tclose.
hid_t halfType();

} // namespace gatoscope::test
