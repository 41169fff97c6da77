import type { TableWords } from '../src/database/columns.js';
import type { IndexWords, Migration } from '../src/database/migration.js';
import { sql } from '../src/database/sql.js';
import { TRUE } from '../src/database/words.js';

/** The ERP's own tables of the count, column for column, and our side tables. */
const tables: Record<string, TableWords> = {
  Wms_Warehouse_Reconciliations: {
    Document_Id: 'id',
    Row_Version: 'rowversion',
    Warehouse_Id: 'id',
    Warehouse_Reconciliation_Id: 'id primary',
    Warehouse_Zone_Id: 'id?',
  },
  Wms_Warehouse_Reconciliation_Lines: {
    Line_No: 'integer',
    Row_Version: 'rowversion',
    Warehouse_Location_Id: 'id?',
    Warehouse_Reconciliation_Id: 'id',
    Warehouse_Reconciliation_Line_Id: 'id primary',
    Warehouse_Worker_Id: 'id?',
    Warehouse_Zone_Id: 'id?',
  },
  Wms_Warehouse_Reconciliation_Details: {
    Base_Unit_Id: 'id?',
    Counted_Quantity: 'decimal(12,3)?',
    Counted_Quantity_Base: 'decimal(12,3)?',
    Last_Aggregated_At: 'datetime?',
    Line_No: 'integer?',
    Logistic_Unit_Id: 'id?',
    Lot_Id: 'id?',
    Notes: 'text?',
    Product_Id: 'id?',
    Quantity_Unit_Id: 'id?',
    Review_Status: "char(3) = 'CRT'",
    Row_Version: 'rowversion',
    Serial_Number_Id: 'id?',
    Session: 'integer',
    Snapshot_Date_Time: 'datetime',
    Snapshot_Quantity: 'decimal(12,3) = 0',
    Snapshot_Quantity_Base: 'decimal(12,3)',
    Variant_Id: 'id?',
    Warehouse_Location_Id: 'id',
    Warehouse_Order_Id: 'id?',
    Warehouse_Reconciliation_Detail_Id: 'id primary',
    Warehouse_Reconciliation_Id: 'id',
    Warehouse_Zone_Id: 'id',
  },
  Wms_Warehouse_Counts: {
    Creation_Time_UTC: 'datetime = now',
    Creation_User_Id: 'id',
    Line_No: 'integer?',
    Logistic_Unit_Id: 'id?',
    Lot_Id: 'id?',
    Product_Id: 'id',
    Quantity: 'decimal(12,3)',
    Quantity_Base: 'decimal(12,3)',
    Quantity_Unit_Id: 'id',
    Row_Version: 'rowversion',
    Serial_Number_Id: 'id?',
    Session: 'integer?',
    Source_Document_Id: 'id?',
    Standard_Quantity_Base: 'decimal(12,3)',
    Variant_Id: 'id?',
    Void: 'boolean = false',
    Void_Reason: 'varchar(254)?',
    Void_Time: 'datetime?',
    Void_User: 'varchar(64)?',
    Warehouse_Count_Id: 'id primary',
    Warehouse_Location_Id: 'id',
    Warehouse_Order_Id: 'id',
    Warehouse_Order_Line_Id: 'id?',
  },
  wr_options: {
    reconciliation_id: 'id primary',
    movement_policy: "varchar(16) = 'warn'",
    blind_recount: 'boolean = true',
    /** The scope changed after the snapshot: counting waits for a new one. */
    snapshot_outdated: 'boolean = false',
    /** The last session that was given out; rows that left it must not free its number. */
    last_session: 'integer = 0',
    snapshot_at: 'moment?',
    started_at: 'moment?',
    populated_at: 'moment?',
    released_at: 'moment?',
  },
  wr_detail_facts: {
    detail_id: 'id primary',
    reconciliation_id: 'id',
    /** The detail's line, so that rows with a difference are sorted without reading the details. */
    line_no: 'integer',
    /** What the count is compared with, where that is not the snapshot. */
    expected: 'decimal(14,3)?',
    expected_base: 'decimal(14,3)?',
    /** Counted minus expected; empty while nothing is counted. */
    difference: 'decimal(14,3)?',
    difference_base: 'decimal(14,3)?',
    difference_value: 'decimal(28,4)?',
    /** Whether a release would write the row; empty while nothing is counted. */
    differs: 'boolean?',
    /** What the ledger says has moved since the snapshot, in the base unit, and when. */
    moved: 'boolean = false',
    moved_before: 'decimal(14,3)?',
    moved_during: 'decimal(14,3)?',
    moved_after: 'decimal(14,3)?',
    /** A value entered by hand stands in this session. */
    edited_session: 'integer?',
    edited_by: 'varchar(64)?',
    edited_at: 'moment?',
    /** The order whose counts are in the counted quantity. */
    populated_order: 'id?',
    /** A count behind the counted quantity was added or voided since; a populate clears it. */
    counts_changed_at: 'moment?',
  },
  wr_releases: {
    detail_id: 'id primary',
    transaction_id: 'id',
    reconciliation_id: 'id',
    /** The detail's line: transactions are listed the way the rows were walked. */
    line_no: 'integer',
  },
  wr_imports: {
    transaction_id: 'id primary',
    inventory_reconciliation_id: 'id',
    line_id: 'id',
    imported_at: 'moment',
    imported_by: 'varchar(64)',
  },
  wr_scans: {
    scan_id: 'id primary',
    order_id: 'id',
    user_id: 'id',
    /** Who counted; another person than the user where a manager typed in a count sheet. */
    worker_id: 'id?',
    after_id: 'id?',
    text: 'varchar(2000)',
    /** What must be the same when the same scan is sent again. */
    content_hash: 'char(64)',
    scanned_at: 'moment',
    received_at: 'moment = now',
    outcome: 'varchar(16)',
    /** The answer as it was given. */
    answer: 'text',
    /** What is in hand after this scan: location, unit, quantity, whether the location is certain. */
    hand: 'text',
    count_id: 'id?',
    seq: 'integer',
  },
  wr_exceptions: {
    exception_id: 'id primary',
    reconciliation_id: 'id',
    order_id: 'id',
    /** Where it was scanned, or where the worker may have been. */
    location_id: 'id?',
    /** unknown, location-uncertain, unfinished or late. */
    kind: 'varchar(24)',
    /** Why, as a stable code. */
    code: 'varchar(40)',
    text: 'varchar(2000)',
    /** What is known of the count it would have been, without its location. */
    draft: 'text?',
    quantity: 'decimal(12,3)?',
    note: 'varchar(254)?',
    scan_id: 'id',
    /** The scan since which nobody knew where: what follows it is put right in one step. */
    group_id: 'id?',
    worker_id: 'id',
    user_id: 'id',
    at: 'moment',
    /** open, dismissed or bound. */
    state: "varchar(12) = 'open'",
    reason: 'varchar(254)?',
    /** What was asked for and what came of it. */
    resolution: 'text?',
    count_id: 'id?',
    resolved_by: 'varchar(64)?',
    resolved_at: 'moment?',
  },
  wr_lines: {
    line_id: 'id primary',
    order_id: 'id',
    /** The line's location again: a scan finds its lines by our index. */
    location_id: 'id?',
    /** open, done or empty. */
    state: "varchar(8) = 'open'",
    claimed_by: 'id?',
    claimed_at: 'moment?',
    last_scan_at: 'moment?',
    /** Ids, by comma, of workers who joined the claim knowingly. */
    joined: 'text?',
    closed_at: 'moment?',
    closed_by: 'id?',
    left_out: 'boolean = false',
    /** Ids, by comma, of workers who may not count this line, because they counted the row before. */
    avoid: 'text?',
  },
  /**
   * What a step that gives out orders works out on its way, gone when it ends. It has a key, so that
   * joining it is quick whatever the planner expects of rows that the same transaction has just changed.
   */
  wr_work: {
    reconciliation_id: 'id',
    what: 'varchar(8)',
    subject_id: 'id',
    worker_id: 'id?',
    other_id: 'id?',
  },
  wr_members: { order_id: 'id', worker_id: 'id', joined_at: 'moment = now' },
  wr_pins: {
    worker_id: 'id primary',
    badge_hash: 'varchar(128)?',
    pin_hash: 'varchar(256)',
    failed: 'integer = 0',
    locked_until: 'moment?',
    changed_at: 'moment = now',
    changed_by: 'varchar(64)',
  },
  wr_jobs: {
    job_id: 'id primary',
    name: 'varchar(40)',
    /** The document it works on: one job of a kind at a time for each. */
    subject_id: 'id?',
    payload: 'text',
    state: "varchar(12) = 'waiting'",
    progress: 'integer = 0',
    attempts: 'integer = 0',
    result: 'text?',
    error: 'text?',
    asked_by: 'id',
    asked_at: 'moment = now',
    started_at: 'moment?',
    alive_at: 'moment?',
    finished_at: 'moment?',
  },
  wr_history: {
    event_id: 'id primary',
    reconciliation_id: 'id?',
    subject: 'varchar(24)',
    subject_id: 'id?',
    event: 'varchar(40)',
    at: 'moment = now',
    login: 'varchar(64)',
    user_name: 'varchar(254)?',
    source: 'varchar(254)?',
    before: 'text?',
    after: 'text?',
  },
  wr_replies: {
    user_id: 'id',
    path: 'varchar(200)',
    key: 'varchar(200)',
    body_hash: 'char(64)',
    status: 'integer?',
    body: 'text?',
    headers: 'text?',
    at: 'moment = now',
  },
  wr_sessions: { session_id: 'varchar(128) primary', data: 'text', expires_at: 'moment', user_id: 'id?' },
};

const position = [
  'Warehouse_Location_Id',
  'Product_Id',
  'Variant_Id',
  'Lot_Id',
  'Serial_Number_Id',
  'Logistic_Unit_Id',
];

const indexes: IndexWords[] = [
  {
    name: 'wr_reconciliation_document',
    on: 'Wms_Warehouse_Reconciliations',
    columns: ['Document_Id'],
    unique: true,
  },
  {
    name: 'wr_reconciliation_lines',
    on: 'Wms_Warehouse_Reconciliation_Lines',
    columns: ['Warehouse_Reconciliation_Id', 'Line_No'],
  },
  // One detail for one position in a reconciliation.
  {
    name: 'wr_detail_position',
    on: 'Wms_Warehouse_Reconciliation_Details',
    columns: ['Warehouse_Reconciliation_Id', ...position],
    unique: true,
  },
  {
    name: 'wr_detail_line',
    on: 'Wms_Warehouse_Reconciliation_Details',
    columns: ['Warehouse_Reconciliation_Id', 'Line_No'],
  },
  {
    name: 'wr_detail_order',
    on: 'Wms_Warehouse_Reconciliation_Details',
    columns: ['Warehouse_Order_Id'],
    filled: 'Warehouse_Order_Id',
  },
  {
    name: 'wr_count_order',
    on: 'Wms_Warehouse_Counts',
    columns: ['Warehouse_Order_Id', 'Warehouse_Location_Id'],
  },
  { name: 'wr_count_source', on: 'Wms_Warehouse_Counts', columns: ['Source_Document_Id', 'Session'] },
  {
    name: 'wr_count_time',
    on: 'Wms_Warehouse_Counts',
    columns: ['Source_Document_Id', 'Creation_Time_UTC', 'Warehouse_Count_Id'],
  },
  {
    name: 'wr_count_serial',
    on: 'Wms_Warehouse_Counts',
    columns: ['Serial_Number_Id'],
    filled: 'Serial_Number_Id',
  },
  // Rows without a difference in walking order, and behind them those with one.
  { name: 'wr_facts_differs', on: 'wr_detail_facts', columns: ['reconciliation_id', 'differs', 'line_no'] },
  {
    name: 'wr_facts_difference',
    on: 'wr_detail_facts',
    columns: ['reconciliation_id', 'difference', 'line_no'],
    only: sql`"differs" = ${TRUE}`,
  },
  {
    name: 'wr_facts_value',
    on: 'wr_detail_facts',
    columns: ['reconciliation_id', 'difference_value', 'line_no'],
    only: sql`"differs" = ${TRUE}`,
  },
  {
    name: 'wr_facts_moved',
    on: 'wr_detail_facts',
    columns: ['reconciliation_id', 'line_no'],
    only: sql`"moved" = ${TRUE}`,
  },
  // One transaction for a detail is the key; one detail for a transaction is the key of the ledger.
  { name: 'wr_release_line', on: 'wr_releases', columns: ['reconciliation_id', 'line_no'] },
  { name: 'wr_scan_order', on: 'wr_scans', columns: ['order_id', 'user_id', 'seq'] },
  { name: 'wr_exception_reconciliation', on: 'wr_exceptions', columns: ['reconciliation_id', 'state'] },
  { name: 'wr_exception_group', on: 'wr_exceptions', columns: ['group_id'], filled: 'group_id' },
  { name: 'wr_scan_count', on: 'wr_scans', columns: ['count_id'], filled: 'count_id' },
  { name: 'wr_line_order', on: 'wr_lines', columns: ['order_id', 'location_id'] },
  {
    name: 'wr_work_key',
    on: 'wr_work',
    columns: ['reconciliation_id', 'what', 'subject_id', 'worker_id'],
    unique: true,
  },
  { name: 'wr_member', on: 'wr_members', columns: ['order_id', 'worker_id'], unique: true },
  { name: 'wr_pin_badge', on: 'wr_pins', columns: ['badge_hash'], unique: true, filled: 'badge_hash' },
  { name: 'wr_job_subject', on: 'wr_jobs', columns: ['subject_id', 'name'] },
  { name: 'wr_history_reconciliation', on: 'wr_history', columns: ['reconciliation_id', 'at'] },
  { name: 'wr_reply', on: 'wr_replies', columns: ['user_id', 'path', 'key'], unique: true },
];

export const pluginTables: Migration = { name: 'PluginTables1764000000000', tables, indexes };
