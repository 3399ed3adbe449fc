// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The open model and its runs over the shown episode: the window at the cursor first (with attention), then the rest of
// the episode's predictions; newer requests replace older ones, what was shown stays until it is replaced.
#include <list>
#include <memory>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "app/document.h"
#include "core/trace/engine.h"
#include "core/trace/window_batch.h"
#include "widgets/common/model_view.h"

namespace gatoscope {

class ModelSession : public QObject {
    Q_OBJECT
public:
    explicit ModelSession(Document* document, QObject* parent = nullptr);

    /// Opens the engine on first use, then the checkpoint, off the GUI thread; the document takes the model's
    /// tokenizer.
    void open(const QString& folder, const QString& device = QStringLiteral("auto"), const QString& dtype = {});
    void close();
    /// The same checkpoint on another device or in another number type.
    void setDevice(const QString& device, const QString& dtype);
    /// The document's settings become the model's again.
    void useTokenizer();

    const ModelView& view() const { return view_; }
    const std::shared_ptr<const Policy>& policy() const { return view_.policy; }
    const QString& folder() const { return folder_; }                   // of the open model, or of the one being opened
    const QString& device() const { return device_; }                   // as asked for: auto, cpu, cuda:N
    const QString& dtype() const { return dtype_; }                     // as asked for; "" = by device
    const std::vector<DeviceInfo>& devices() const { return devices_; } // known once the engine is open
    bool autoRun() const { return autoRun_; }
    WindowRule rule() const { return rule_; }
    double lastRunMs() const { return lastRunMs_; } // of the last window at the cursor; 0 = none
    std::size_t bytes() const;                      // traces and predictions held
    bool pending() const;                           // opening, or running anything
    bool opening() const;

public Q_SLOTS:
    void setAutoRun(bool on);
    void setRule(WindowRule rule); // of the windows; what was run by the other rule goes
    void run();                    // the window at the cursor, then the rest

Q_SIGNALS:
    void policyChanged();      // opened, closed, moved to another device
    void traceChanged();       // view().trace is another window's, or null
    void predictionsChanged(); // view().predictions grew or went
    void autoRunChanged(bool on);
    void ruleChanged();
    void failed(const gatoscope::Error& error);
    void noted(const QString& text); // a run gave something up for want of memory

private:
    struct Kept {
        std::size_t window = 0;
        std::shared_ptr<const Trace> trace;
    };
    struct Opened {
        std::shared_ptr<const Policy> policy;
        std::vector<DeviceInfo> devices;
    };
    void take(Opened opened);
    void reset();
    void episodeChanged();
    void stepChanged();
    void show(std::size_t index, std::shared_ptr<const Trace> trace);
    std::size_t windowOf(qint64 step) const;
    void runWindow(std::size_t index, bool attention);
    void runNext();
    void keep(std::size_t index, const std::shared_ptr<const Trace>& trace, bool attention);
    void addPredictions(std::size_t index, std::vector<Prediction> predictions);

    Document* document_;
    ModelView view_;
    QString folder_, device_ = QStringLiteral("auto"), dtype_;
    std::vector<DeviceInfo> devices_;
    std::vector<Window> windows_; // the episode's, each step counted in one
    std::vector<bool> predicted_;
    std::list<Kept> kept_;            // newest first, bounded by bytes
    std::size_t predictionBytes_ = 0; // of whole distributions
    QTimer told_;                     // predictions of the rest are announced a few times a second
    bool autoRun_ = true;
    WindowRule rule_ = WindowRule::Blocks;
    double lastRunMs_ = 0;
};

} // namespace gatoscope
