// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The two halves of `export`: stored values and displayed frames of one channel of one episode.
#include <memory>
#include <string>

#include "app/commands/commands.h"
#include "app/console.h"
#include "core/episode/dataset.h"

namespace gatoscope {

/// What is to be exported, found and checked.
struct ExportTask {
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const Episode> episode;
    Channel channel;
    MappedChannel mapped; // as the map says, or plain where it says nothing
    IndexRange steps;     // rows of the channel; of a text stored once per episode: steps
    double fps = 10;
    std::string kind; // csv, json, parquet, npy, png, mp4
    std::string file;
};

Result<void> exportValues(const ExportTask& task);
Result<void> exportFrames(const ExportTask& task, const Progress& progress);

} // namespace gatoscope
