// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hdf5_writer.h"

#include <algorithm>

namespace gatoscope::test {

Hdf5Writer::Hdf5Writer(const std::string& path)
    : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)), links_(H5Pcreate(H5P_LINK_CREATE)) {
    H5Pset_create_intermediate_group(links_, 1);
}

Hdf5Writer::~Hdf5Writer() {
    H5Pclose(links_);
    H5Fclose(file_);
}

void Hdf5Writer::group(const std::string& path) {
    H5Gclose(H5Gcreate2(file_, path.c_str(), links_, H5P_DEFAULT, H5P_DEFAULT));
}

hid_t Hdf5Writer::made(const std::string& path, hid_t type, hid_t space, hid_t properties) {
    return H5Dcreate2(file_, path.c_str(), type, space, links_, properties, H5P_DEFAULT);
}

void Hdf5Writer::numbers(const std::string& path, std::vector<hsize_t> dims, const std::vector<double>& values,
                         hid_t type, hsize_t chunkRows, bool gzip) {
    const hid_t space =
        dims.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    if (chunkRows > 0) {
        dims[0] = std::min(chunkRows, dims[0]);
        H5Pset_chunk(properties, static_cast<int>(dims.size()), dims.data());
    }
    if (gzip)
        H5Pset_deflate(properties, 4);
    const hid_t dataset = made(path, type, space, properties);
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(dataset);
    H5Pclose(properties);
    H5Sclose(space);
}

void Hdf5Writer::zeros(const std::string& path, std::vector<hsize_t> dims, hid_t type) {
    std::size_t count = 1;
    for (const hsize_t side : dims)
        count *= side;
    numbers(path, std::move(dims), std::vector<double>(std::max<std::size_t>(count, 1), 0.0), type);
}

void Hdf5Writer::bools(const std::string& path, const std::vector<signed char>& values) {
    const hid_t type = H5Tenum_create(H5T_STD_I8LE);
    signed char value = 0;
    H5Tenum_insert(type, "FALSE", &value);
    value = 1;
    H5Tenum_insert(type, "TRUE", &value);
    const hsize_t rows = values.size();
    const hid_t space = H5Screate_simple(1, &rows, nullptr);
    const hid_t dataset = made(path, type, space);
    H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(dataset);
    H5Sclose(space);
    H5Tclose(type);
}

void Hdf5Writer::texts(const std::string& path, const std::vector<std::string>& values, hsize_t chunkRows) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    std::vector<const char*> pointers;
    for (const std::string& value : values)
        pointers.push_back(value.c_str());
    const hsize_t rows = values.size();
    const hid_t space = H5Screate_simple(1, &rows, nullptr);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    if (chunkRows > 0) {
        H5Pset_chunk(properties, 1, &chunkRows);
        H5Pset_shuffle(properties);
        H5Pset_deflate(properties, 4);
    }
    const hid_t dataset = made(path, type, space, properties);
    H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data());
    H5Dclose(dataset);
    H5Pclose(properties);
    H5Sclose(space);
    H5Tclose(type);
}

void Hdf5Writer::fixedTexts(const std::string& path, const std::vector<std::string>& values, std::size_t size,
                            H5T_str_t pad) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    H5Tset_strpad(type, pad);
    std::string bytes;
    for (std::string value : values) {
        value.resize(size, pad == H5T_STR_SPACEPAD ? ' ' : '\0');
        bytes += value;
    }
    const hsize_t rows = values.size();
    const hid_t space = H5Screate_simple(1, &rows, nullptr);
    const hid_t dataset = made(path, type, space);
    H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
    H5Dclose(dataset);
    H5Sclose(space);
    H5Tclose(type);
}

void Hdf5Writer::runs(const std::string& path, const std::vector<std::string>& values) {
    const hid_t type = H5Tvlen_create(H5T_NATIVE_UINT8);
    std::vector<hvl_t> runs;
    for (const std::string& value : values)
        runs.push_back({value.size(), const_cast<char*>(value.data())});
    const hsize_t rows = values.size();
    const hid_t space = H5Screate_simple(1, &rows, nullptr);
    const hid_t dataset = made(path, type, space);
    H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, runs.data());
    H5Dclose(dataset);
    H5Sclose(space);
    H5Tclose(type);
}

void Hdf5Writer::declared(const std::string& path, std::vector<hsize_t> dims, std::vector<hsize_t> chunk, hid_t type) {
    const std::vector<hsize_t> most(dims.size(), H5S_UNLIMITED);
    const hid_t space = H5Screate_simple(static_cast<int>(dims.size()), dims.data(), most.data());
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data());
    H5Dclose(made(path, type, space, properties));
    H5Pclose(properties);
    H5Sclose(space);
}

void Hdf5Writer::compound(const std::string& path, hsize_t rows) {
    const hid_t type = H5Tcreate(H5T_COMPOUND, 16);
    H5Tinsert(type, "r", 0, H5T_IEEE_F64LE);
    H5Tinsert(type, "i", 8, H5T_IEEE_F64LE);
    const hid_t space = H5Screate_simple(1, &rows, nullptr);
    H5Dclose(made(path, type, space));
    H5Sclose(space);
    H5Tclose(type);
}

namespace {

void writeAttribute(hid_t file, const std::string& object, const std::string& name, hid_t type, const void* value) {
    const hid_t owner = H5Oopen(file, object.empty() ? "/" : object.c_str(), H5P_DEFAULT);
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(attribute, type, value);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Oclose(owner);
}

} // namespace

void Hdf5Writer::attribute(const std::string& object, const std::string& name, double value) {
    writeAttribute(file_, object, name, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5Writer::attribute(const std::string& object, const std::string& name, std::int64_t value) {
    writeAttribute(file_, object, name, H5T_NATIVE_INT64, &value);
}

void Hdf5Writer::attribute(const std::string& object, const std::string& name, const std::string& value) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const char* text = value.c_str();
    writeAttribute(file_, object, name, type, &text);
    H5Tclose(type);
}

void Hdf5Writer::softLink(const std::string& path, const std::string& target) {
    H5Lcreate_soft(target.c_str(), file_, path.c_str(), links_, H5P_DEFAULT);
}

void Hdf5Writer::hardLink(const std::string& path, const std::string& target) {
    H5Lcreate_hard(file_, target.c_str(), file_, path.c_str(), links_, H5P_DEFAULT);
}

void Hdf5Writer::externalLink(const std::string& path, const std::string& file, const std::string& target) {
    H5Lcreate_external(file.c_str(), target.c_str(), file_, path.c_str(), links_, H5P_DEFAULT);
}

hid_t halfType() {
    const hid_t type = H5Tcopy(H5T_IEEE_F32LE);
    H5Tset_fields(type, 15, 10, 5, 0, 10);
    H5Tset_size(type, 2);
    H5Tset_ebias(type, 15);
    return type;
}

} // namespace gatoscope::test
