// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/model/policy_view.h"

#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/model/parameter_tree.h"
#include "widgets/model/value_histogram.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTabWidget>
#include <QTreeView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace gatoscope {

namespace {

constexpr int kMostDepth = 8;

/// Dense rows whose numbers keep off the edge.
class ParameterDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QSize own = QStyledItemDelegate::sizeHint(option, index);
        return {own.width() + (index.column() == ParameterTree::Name ? 0 : 2 * kEdge), 22};
    }
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() != ParameterTree::Name)
            option->rect.adjust(kEdge, 0, -kEdge, 0);
    }

private:
    static constexpr int kEdge = 6;
};

QTreeWidget* table(const QString& name) {
    auto* made = new QTreeWidget;
    made->setAccessibleName(name);
    made->setColumnCount(2);
    made->setHeaderHidden(true);
    made->setFrameShape(QFrame::NoFrame);
    made->setIndentation(14);
    made->setUniformRowHeights(true);
    made->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    made->header()->setStretchLastSection(true);
    return made;
}

QTreeWidgetItem* row(const QString& name, const QString& value) {
    auto* item = new QTreeWidgetItem({name, value});
    item->setFont(1, monoFont());
    item->setToolTip(1, value);
    return item;
}

QString scalarText(const QJsonValue& value) {
    if (value.isDouble())
        return formatNumber(value.toDouble(), 6);
    if (value.isBool())
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    return value.isString() ? value.toString() : QStringLiteral("–");
}

/// Objects and lists of objects become branches, lists of scalars one line.
QTreeWidgetItem* branch(const QString& name, const QJsonValue& value, int depth) {
    if (depth >= kMostDepth || (!value.isObject() && !value.isArray()))
        return row(name, scalarText(value));
    auto* item = row(name, {});
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto at = object.begin(); at != object.end(); ++at)
            item->addChild(branch(at.key(), at.value(), depth + 1));
        return item;
    }
    const QJsonArray list = value.toArray();
    QStringList scalars;
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (list[i].isObject() || list[i].isArray())
            item->addChild(branch(QString::number(i), list[i], depth + 1));
        else
            scalars << scalarText(list[i]);
    }
    item->setText(1, scalars.join(QStringLiteral(", ")));
    item->setToolTip(1, item->text(1));
    return item;
}

} // namespace

PolicyView::PolicyView(QWidget* parent)
    : QWidget(parent), m_parameters(new ParameterTree(this)), m_found(new QSortFilterProxyModel(this)),
      m_find(new QLineEdit), m_tree(new QTreeView), m_tabs(new QTabWidget), m_values(new ValueHistogram),
      m_run(table(tr("Training run"))), m_settings(table(tr("Settings of the model"))),
      m_body(new QSplitter(Qt::Vertical)), m_empty(new QLabel) {
    setObjectName(QStringLiteral("policyView"));
    m_found->setSourceModel(m_parameters);
    m_found->setRecursiveFilteringEnabled(true);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_found->setFilterRole(Qt::ToolTipRole);
    m_find->setObjectName(QStringLiteral("parameterFind"));
    m_find->setAccessibleName(tr("Find a parameter"));
    m_find->setPlaceholderText(tr("Find a parameter, e.g. blocks.1.attention"));
    m_find->setClearButtonEnabled(true);
    m_tree->setObjectName(QStringLiteral("parameterTree"));
    m_tree->setAccessibleName(tr("Modules and parameters"));
    m_tree->setModel(m_found);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setItemDelegate(new ParameterDelegate(m_tree));
    m_tree->setIndentation(14);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(40);
    m_tree->header()->setSectionResizeMode(ParameterTree::Name, QHeaderView::Stretch);
    for (int column = ParameterTree::Shape; column < ParameterTree::ColumnCount; ++column)
        m_tree->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_values, tr("Values"));
    m_tabs->addTab(m_settings, tr("Settings"));
    m_tabs->addTab(m_run, tr("Training run"));
    m_run->setObjectName(QStringLiteral("runTable"));
    auto* top = new QWidget;
    auto* column = new QVBoxLayout(top);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    auto* field = new QHBoxLayout;
    field->setContentsMargins(10, 0, 10, 0);
    field->addWidget(m_find);
    column->addLayout(field);
    column->addWidget(m_tree, 1);
    auto* splitter = static_cast<QSplitter*>(m_body);
    splitter->addWidget(top);
    splitter->addWidget(m_tabs);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(20);
    m_empty->setProperty("tone", QStringLiteral("muted"));
    m_empty->setText(
        tr("No model is open. Open a checkpoint folder with Model › Open model…, or drop it on the window."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_empty, 1);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_found->setFilterFixedString(text.trimmed());
        if (!text.trimmed().isEmpty())
            m_tree->expandAll();
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &PolicyView::chosen);
    setPolicy(nullptr);
}

QWidget* PolicyView::titleWidget() {
    if (m_total == nullptr) {
        m_total = new QLabel;
        m_total->setProperty("tone", QStringLiteral("muted"));
        setPolicy(m_policy);
    }
    return m_total;
}

void PolicyView::setPolicy(std::shared_ptr<const Policy> policy) {
    const bool other = policy != m_policy;
    m_policy = std::move(policy);
    m_body->setVisible(m_policy != nullptr);
    m_empty->setVisible(m_policy == nullptr);
    if (m_total != nullptr)
        m_total->setText(m_policy ? tr("%1 parameters").arg(formatCount(m_policy->info().parameterCount)) : QString());
    if (!other)
        return;
    m_parameters->setParameters(m_policy ? m_policy->info().parameters : std::vector<ParameterInfo>());
    m_tree->expandToDepth(0);
    m_values->setMessage(tr("Choose a parameter to see its values."));
    if (!m_policy)
        return;
    fillSettings(m_policy->info());
    fillRun(m_policy->info());
}

QString PolicyView::parameter() const {
    const QModelIndex index = m_tree->currentIndex();
    return index.siblingAtColumn(ParameterTree::Name).data(ParameterTree::ParameterRole).toString();
}

void PolicyView::chosen() {
    const QString name = parameter();
    m_values->setMessage(name.isEmpty() ? tr("Choose a parameter to see its values.") : tr("Reading %1 …").arg(name));
    if (name.isEmpty())
        return;
    m_tabs->setCurrentWidget(m_values);
    Q_EMIT histogramRequested(name);
}

void PolicyView::showHistogram(const QString& parameter, const ParameterHistogram& histogram) {
    if (parameter == this->parameter())
        m_values->setHistogram(parameter, histogram);
}

void PolicyView::showHistogramError(const QString& parameter, const QString& why) {
    if (parameter == this->parameter())
        m_values->setMessage(why);
}

void PolicyView::fillSettings(const PolicyInfo& info) {
    m_settings->clear();
    m_settings->addTopLevelItem(row(tr("folder"), toQString(info.path)));
    m_settings->addTopLevelItem(row(tr("device"), toQString(info.device)));
    m_settings->addTopLevelItem(row(tr("computed in"), toQString(info.dtype)));
    for (const auto& [key, value] : listSettings(info.settings))
        m_settings->addTopLevelItem(row(toQString(key), toQString(value)));
}

void PolicyView::fillRun(const PolicyInfo& info) {
    m_run->clear();
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(info.run));
    m_tabs->setTabVisible(m_tabs->indexOf(m_run), json.isObject() && !json.object().isEmpty());
    const QJsonObject object = json.object();
    for (auto at = object.begin(); at != object.end(); ++at)
        m_run->addTopLevelItem(branch(at.key(), at.value(), 0));
    m_run->expandToDepth(0);
}

} // namespace gatoscope
