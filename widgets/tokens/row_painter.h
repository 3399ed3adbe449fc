// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints rows of the token stream: cells, folded runs, marks. Texts are gathered and drawn at the end of a paint.
#include <QRectF>

#include "widgets/common/attention_row.h"
#include "widgets/common/glyph_batch.h"
#include "widgets/tokens/patch_strips.h"
#include "widgets/tokens/token_stream_layout.h"

class QPainter;

namespace gatoscope {

class RowPainter {
public:
    RowPainter();

    /// Everything a paint needs besides the row.
    struct Scene {
        const TokenSequence* tokens = nullptr;
        const StreamLayout* layout = nullptr;
        PatchStrips* strips = nullptr;
        double scrollX = 0;
        double left = 0, right = 0;              // visible x range of the viewport
        double top = 0, bottom = 0;              // y range to paint of texts of many lines
        double ratio = 1;                        // device pixel ratio
        const AttentionRow* attention = nullptr; // colours by shares instead of modality
    };

    /// One row whose top is at `y` of the viewport. `runs` are those of `step`.
    void paint(QPainter& painter, const Scene& scene, std::int64_t step, const std::vector<StreamRun>& runs, double y);
    /// The rectangle of a token's cell in the viewport (a folded run's whole rectangle); null when it has no column.
    static QRectF cellRect(const Scene& scene, const StreamRun& run, std::size_t index, double y);
    /// Draws the gathered texts.
    void flush(QPainter& painter);

    const GlyphBatch& pieces() const { return body_; }

private:
    void paintRun(QPainter& painter, const Scene& scene, std::int64_t step, const StreamRun& run, double y);
    void paintCell(QPainter& painter, const Scene& scene, std::size_t index, const QRectF& cell);
    void paintShare(QPainter& painter, const Scene& scene, std::size_t index, const QRectF& cell);
    void paintFoldedShares(QPainter& painter, const Scene& scene, const StreamRun& run, const QRectF& box);
    void paintPatches(QPainter& painter, const Scene& scene, std::int64_t step, const StreamRun& run, double y);
    void paintFolded(QPainter& painter, const Scene& scene, std::int64_t step, const StreamRun& run, const QRectF& box);
    void paintTerminal(QPainter& painter, const Scene& scene, double y);
    void paintMarks(QPainter& painter, const Token& token, const QRectF& cell);

    GlyphBatch mono_, body_, strong_, small_;
};

} // namespace gatoscope
