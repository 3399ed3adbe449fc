// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/parameters_view.h"

#include "core/base/files.h"
#include "widgets/bench/bench.h"
#include "widgets/bench/log_slider.h"
#include "widgets/bench/try_table.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/panel_parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace gatoscope {

namespace {

constexpr const char* kPresets[] = {"gato", "neko", "gia"};

std::string settingText(const Settings& settings, const char* key) {
    for (const auto& [name, value] : listSettings(settings)) {
        if (name == key)
            return value;
    }
    return {};
}

} // namespace

ParametersView::ParametersView(Bench* bench, QWidget* parent) : QWidget(parent), m_bench(bench) {
    setObjectName(QStringLiteral("parametersView"));
    auto* inner = new QWidget;
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(10);
    column->addWidget(buildTop());
    column->addWidget(rule());
    column->addWidget(buildOptions());
    column->addWidget(rule());
    column->addWidget(buildCompare());
    column->addWidget(rule());
    column->addWidget(heading(tr("Try a value")));
    column->addWidget(new TryTable(bench));
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(buildBottom());
    connect(bench, &Bench::draftChanged, this, &ParametersView::showDraft);
    connect(bench, &Bench::statisticsChanged, this, &ParametersView::showLength);
    connect(bench, &Bench::readingProgress, this, [this](double fraction) {
        m_progress->setVisible(fraction < 1 && m_bench->allEpisodes());
        m_progress->setValue(static_cast<int>(fraction * 100));
    });
    showDraft();
    m_compare->setCurrentIndex(2);
    pickCompared(2);
}

QWidget* ParametersView::buildTop() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    m_preset = new QComboBox;
    m_preset->setObjectName(QStringLiteral("presetCombo"));
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->addItems({tr("Gato paper"), tr("NEKO"), tr("GIA"), tr("Custom")});
    m_reset = new QPushButton(tr("Reset"));
    m_reset->setToolTip(tr("Back to the session's settings"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_preset, 1);
    row->addWidget(m_reset);
    layout->addLayout(row);
    addSlider(layout, m_mu, tr("µ"), 1, 10000, 3, false, [](Settings& s, double value) { s.mu = value; });
    addSlider(layout, m_M, tr("M"), 1, 1024, 3, false, [](Settings& s, double value) { s.M = value; });
    addSlider(layout, m_bins, tr("Bins"), 64, 4096, 0, true,
              [](Settings& s, double value) { s.n_bins = static_cast<int>(value); });
    m_length = new QLabel;
    m_length->setObjectName(QStringLiteral("sequenceLength"));
    m_length->setWordWrap(true);
    m_length->setTextFormat(Qt::RichText);
    layout->addWidget(m_length);
    connect(m_preset, &QComboBox::activated, this, &ParametersView::pickPreset);
    connect(m_reset, &QPushButton::clicked, m_bench, &Bench::reset);
    return box;
}

void ParametersView::addSlider(QVBoxLayout* layout, LogSlider*& slider, const QString& name, double low, double high,
                               int decimals, bool powers, std::function<void(Settings&, double)> set) {
    slider = new LogSlider(name, low, high, decimals, powers);
    layout->addWidget(slider);
    connect(slider, &LogSlider::valueChanged, this,
            [this, set = std::move(set)](double value) { edit([&](Settings& s) { set(s, value); }); });
}

QWidget* ParametersView::buildOptions() {
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(heading(tr("Options")));
    addSwitch(form, tr("Compand actions too"), "compand_actions");
    addChoice(form, tr("Bin of +1"), "bin_rule", {{"clamp", tr("last bin (clamp)")}, {"neko", tr("one more (NEKO)")}});
    addChoice(form, tr("Decode to"), "decode_point", {{"centre", tr("bin centre")}, {"left", tr("left edge")}});
    addChoice(form, tr("NaN"), "nan",
              {{"error", tr("error")}, {"zero", tr("as zero")}, {"drop_step", tr("drop the step")}});
    addNumber(form, tr("Patch side"), "patch", 2, 256);
    addChoice(form, tr("Image fit"), "image_fit",
              {{"pad", tr("pad")}, {"resize", tr("resize")}, {"crop", tr("crop")}, {"strict", tr("strict")}});
    addSwitch(form, tr("Divide pixels by 4"), "patch_scale");
    addChoice(form, tr("Order"), "order",
              {{"modality_then_key", tr("modality, then key")},
               {"key_only", tr("key only")},
               {"neko", tr("NEKO")},
               {"gia", tr("GIA")}});
    addChoice(form, tr("Vocabulary"), "profile",
              {{"shared", tr("shared")}, {"disjoint", tr("disjoint")}, {"gia", tr("GIA")}});
    addNumber(form, tr("Window"), "context", 16, 1 << 20);
    addChoice(form, tr("Training cuts"), "crop", {{"steps", tr("whole steps")}, {"tokens", tr("any tokens")}});
    form->itemAt(form->rowCount() - 1, QFormLayout::FieldRole)
        ->widget()
        ->setToolTip(tr("Where the windows that a training run draws begin and end. Predictions and attention always "
                        "take whole steps."));
    return box;
}

void ParametersView::addChoice(QFormLayout* form, const QString& label, const char* key,
                               const std::vector<std::pair<const char*, QString>>& values) {
    auto* combo = new QComboBox;
    combo->setObjectName(QString::fromLatin1(key));
    combo->setAccessibleName(label);
    for (const auto& [value, text] : values)
        combo->addItem(text, QString::fromLatin1(value));
    form->addRow(label, combo);
    connect(combo, &QComboBox::activated, this, [this, combo, key] {
        edit([&](Settings& s) { setSetting(s, key, toStd(combo->currentData().toString())); });
    });
    m_show.push_back(
        [combo, key](const Settings& s) { combo->setCurrentIndex(combo->findData(toQString(settingText(s, key)))); });
}

void ParametersView::addNumber(QFormLayout* form, const QString& label, const char* key, int low, int high) {
    auto* spin = new QSpinBox;
    spin->setObjectName(QString::fromLatin1(key));
    spin->setAccessibleName(label);
    spin->setRange(low, high);
    spin->setFont(monoFont());
    spin->setKeyboardTracking(false);
    form->addRow(label, spin);
    connect(spin, &QSpinBox::valueChanged, this,
            [this, key](int value) { edit([&](Settings& s) { setSetting(s, key, std::to_string(value)); }); });
    m_show.push_back([spin, key](const Settings& s) {
        const QSignalBlocker quiet(spin);
        spin->setValue(std::atoi(settingText(s, key).c_str()));
    });
}

void ParametersView::addSwitch(QFormLayout* form, const QString& label, const char* key) {
    auto* box = new QCheckBox(label);
    box->setObjectName(QString::fromLatin1(key));
    form->addRow(box);
    connect(box, &QCheckBox::clicked, this,
            [this, key](bool on) { edit([&](Settings& s) { setSetting(s, key, on ? "true" : "false"); }); });
    m_show.push_back([box, key](const Settings& s) { box->setChecked(settingText(s, key) == "true"); });
}

QWidget* ParametersView::buildCompare() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(heading(tr("Compare with B")));
    m_compare = new QComboBox;
    m_compare->setObjectName(QStringLiteral("compareCombo"));
    m_compare->setAccessibleName(tr("Compare with"));
    m_compare->addItems({tr("nothing"), tr("the session's settings"), tr("µ 100, M 1"), tr("Gato paper"), tr("NEKO"),
                         tr("GIA"), tr("own values")});
    layout->addWidget(m_compare);
    m_compareSliders = new QWidget;
    auto* sliders = new QVBoxLayout(m_compareSliders);
    sliders->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](LogSlider*& slider, const QString& name, double low, double high, int decimals, bool powers,
                         auto set) {
        slider = new LogSlider(name, low, high, decimals, powers);
        sliders->addWidget(slider);
        connect(slider, &LogSlider::valueChanged, this, [this, set](double value) {
            Settings b = m_bench->compared() ? *m_bench->compared() : m_bench->session();
            set(b, value);
            m_bench->setCompared(b);
        });
    };
    add(m_muB, tr("µ of B"), 1, 10000, 3, false, [](Settings& s, double value) { s.mu = value; });
    add(m_MB, tr("M of B"), 1, 1024, 3, false, [](Settings& s, double value) { s.M = value; });
    add(m_binsB, tr("Bins of B"), 64, 4096, 0, true,
        [](Settings& s, double value) { s.n_bins = static_cast<int>(value); });
    m_compareSliders->hide();
    layout->addWidget(m_compareSliders);
    m_all = new QCheckBox(tr("Count values of all episodes"));
    m_all->setObjectName(QStringLiteral("allEpisodes"));
    m_all->setToolTip(tr("At most 200 episodes spread over the data set are read"));
    layout->addWidget(m_all);
    m_progress = new QProgressBar;
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(4);
    m_progress->hide();
    layout->addWidget(m_progress);
    connect(m_compare, &QComboBox::activated, this, &ParametersView::pickCompared);
    connect(m_all, &QCheckBox::toggled, m_bench, &Bench::setAllEpisodes);
    return box;
}

QWidget* ParametersView::buildBottom() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(14, 8, 14, 10);
    m_problem = new QLabel;
    m_problem->setObjectName(QStringLiteral("settingsProblem"));
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    m_apply = new QPushButton(tr("Apply to session"));
    m_apply->setObjectName(QStringLiteral("applyButton"));
    m_apply->setProperty("primary", true);
    auto* save = new QPushButton(tr("Export JSON"));
    save->setObjectName(QStringLiteral("exportButton"));
    auto* load = new QPushButton(tr("Import"));
    load->setObjectName(QStringLiteral("importButton"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_apply, 1);
    row->addWidget(save);
    row->addWidget(load);
    layout->addLayout(row);
    connect(m_apply, &QPushButton::clicked, this, [this] { Q_EMIT applySettings(m_bench->draft()); });
    connect(save, &QPushButton::clicked, this, &ParametersView::askExport);
    connect(load, &QPushButton::clicked, this, &ParametersView::askImport);
    return box;
}

void ParametersView::edit(const std::function<void(Settings&)>& change) {
    if (m_showing)
        return;
    Settings settings = m_bench->draft();
    change(settings);
    m_bench->setDraft(settings);
}

void ParametersView::showDraft() {
    m_showing = true;
    const Settings& draft = m_bench->draft();
    m_mu->setValue(draft.mu);
    m_M->setValue(draft.M);
    m_bins->setValue(draft.n_bins);
    for (const auto& field : m_show)
        field(draft);
    int preset = 3;
    for (int i = 0; i < 3; ++i) {
        if (presetSettings(QString::fromLatin1(kPresets[i]), draft) == draft)
            preset = i;
    }
    m_preset->setCurrentIndex(preset);
    m_reset->setEnabled(m_bench->touched());
    const Result<void> valid = validate(draft);
    m_problem->setVisible(!valid);
    if (!valid)
        m_problem->setText(toQString(valid.error().text));
    m_apply->setEnabled(m_bench->touched() && valid);
    m_showing = false;
    showCompared();
    showLength();
}

void ParametersView::showCompared() {
    const Settings* b = m_bench->compared();
    if (b != nullptr && m_compare->currentIndex() == 0)
        m_compare->setCurrentIndex(6);
    if (b == nullptr)
        m_compare->setCurrentIndex(0);
    m_compareSliders->setVisible(b != nullptr && m_compare->currentIndex() == 6);
    if (b == nullptr)
        return;
    m_muB->setValue(b->mu);
    m_MB->setValue(b->M);
    m_binsB->setValue(b->n_bins);
}

void ParametersView::showLength() {
    const Result<SequenceLength> length = m_bench->length(m_bench->draft());
    if (!length) {
        m_length->setText(tr("<b>No tokens:</b> %1").arg(toQString(length.error().text).toHtmlEscaped()));
        return;
    }
    if (length->perStep == 0) {
        m_length->setText(tr("Open an episode to see how long its sequence becomes."));
        return;
    }
    const auto& episode = m_bench->episode().episode;
    const qint64 steps = episode ? episode->info().steps : 0;
    QString text = tr("<b>%1</b> tokens a step, <b>%2</b> an episode;<br>a window holds <b>%3</b> whole steps")
                       .arg(formatCount(length->perStep), formatCount(length->perStep * steps),
                            formatCount(length->stepsPerWindow));
    if (m_bench->draft().crop == Settings::Crop::Tokens)
        text +=
            tr("<br>(%1 when training cuts at any token)")
                .arg(static_cast<double>(m_bench->draft().context) / static_cast<double>(length->perStep), 0, 'f', 1);
    if (length->observation > m_bench->draft().local_pos) {
        text += tr("<br>%1 observation tokens a step exceed local_pos %2: a model refuses them")
                    .arg(formatCount(length->observation))
                    .arg(m_bench->draft().local_pos);
    }
    m_length->setText(text);
}

void ParametersView::pickPreset(int index) {
    if (index < 3)
        m_bench->setDraft(presetSettings(QString::fromLatin1(kPresets[index]), m_bench->draft()));
}

void ParametersView::pickCompared(int index) {
    Settings b = m_bench->session();
    switch (index) {
    case 0:
        m_bench->setCompared(std::nullopt);
        break;
    case 1:
        m_bench->setCompared(b);
        break;
    case 2:
        b.mu = 100;
        b.M = 1;
        m_bench->setCompared(b);
        break;
    case 3:
    case 4:
    case 5:
        m_bench->setCompared(presetSettings(QString::fromLatin1(kPresets[index - 3]), b));
        break;
    default:
        m_bench->setCompared(m_bench->compared() ? *m_bench->compared() : b);
        break;
    }
    showCompared();
}

void ParametersView::askExport() {
    auto* dialog = new QFileDialog(this, tr("Save tokenizer settings"), QStringLiteral("tokenizer.json"),
                                   tr("Tokenizer settings (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, this, &ParametersView::exportJson);
    dialog->open();
}

void ParametersView::askImport() {
    auto* dialog = new QFileDialog(this, tr("Load tokenizer settings"), {}, tr("Tokenizer settings (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ParametersView::importJson);
    dialog->open();
}

void ParametersView::exportJson(const QString& path) {
    const Result<void> written = writeFile(toStd(path), tokenizerJson(m_bench->draft()));
    if (!written)
        Q_EMIT failed(toQString(written.error().text));
}

void ParametersView::importJson(const QString& path) {
    Settings base; // a file that names no text model keeps the session's
    base.text_model = m_bench->session().text_model;
    base.n_text = m_bench->session().n_text;
    const Result<Settings> read = readSettings(base, toStd(path));
    if (read)
        m_bench->setDraft(*read);
    else
        Q_EMIT failed(toQString(read.error().text));
}

} // namespace gatoscope
