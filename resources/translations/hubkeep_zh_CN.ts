<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Activity</name>
    <message>
        <source>Activity</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束</translation>
    </message>
    <message>
        <source>Close activity</source>
        <translation>关闭任务面板</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Nothing is running. Downloading, verifying, deleting and moving show up here, with a way to undo.</source>
        <translation>当前没有任务。下载、校验、删除和迁移会显示在这里，并可撤销。</translation>
    </message>
</context>
<context>
    <name>AddBar</name>
    <message>
        <source>Search, or paste a repo, URL or hf://…</source>
        <translation>搜索，或粘贴仓库名、网址、hf://…</translation>
    </message>
    <message>
        <source>Add a download</source>
        <translation>添加下载</translation>
    </message>
    <message>
        <source>Words to search for, a repo, a URL or an hf:// address</source>
        <translation>搜索关键词、仓库名、网址或 hf:// 地址</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>The engine has stopped.</source>
        <translation>引擎已停止。</translation>
    </message>
    <message>
        <source>{reason} What you see may be out of date; the disk is as it was.</source>
        <translation>{reason}当前显示的内容可能已过时，磁盘上的数据未受影响。</translation>
    </message>
    <message>
        <source>The engine stopped and is being started again. Jobs go on where they were.</source>
        <translation>引擎意外停止，正在重新启动。任务会从中断处继续。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>CacheList</name>
    <message>
        <source>Choose a cache folder</source>
        <translation>选择缓存文件夹</translation>
    </message>
    <message>
        <source>Path of another cache folder</source>
        <translation>其他缓存文件夹的路径</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>CacheRow</name>
    <message>
        <source>named by the environment</source>
        <translation>由环境变量指定</translation>
    </message>
    <message>
        <source>The environment&apos;s folder</source>
        <translation>环境变量指定的文件夹</translation>
    </message>
    <message>
        <source>shown now</source>
        <translation>当前显示</translation>
    </message>
    <message>
        <source>Show this one</source>
        <translation>切换到此处</translation>
    </message>
    <message>
        <source>Show {path}</source>
        <translation>切换到 {path}</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Takes the folder off this list; nothing on disk changes.</source>
        <translation>仅从列表中移除，不会改动磁盘上的任何内容。</translation>
    </message>
    <message>
        <source>Forget {path}</source>
        <translation>从列表移除 {path}</translation>
    </message>
</context>
<context>
    <name>CancelDialog</name>
    <message>
        <source>Cancel the download of {repo}?</source>
        <translation>取消下载 {repo}？</translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n download(s)?</source>
        <translation>
            <numerusform>取消 %n 个下载？</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on downloading</source>
        <translation>继续下载</translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n download(s)</source>
        <translation>
            <numerusform>取消 %n 个下载</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Open the licence page</source>
        <translation>打开许可协议页面</translation>
    </message>
    <message>
        <source>Open the page</source>
        <translation>打开网页</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Open in Library</source>
        <translation>在模型库中打开</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Hide the files</source>
        <translation>收起文件</translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>Started. Choose more, or close this.</source>
        <translation>已开始下载。可继续选择，或关闭此窗口。</translation>
    </message>
    <message>
        <source>Download anyway</source>
        <translation>仍要下载</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>下载 {size}</translation>
    </message>
    <message>
        <source>Download {repo}</source>
        <translation>下载 {repo}</translation>
    </message>
    <message>
        <source>Looking at {revision}…</source>
        <translation>正在查询 {revision}…</translation>
    </message>
    <message>
        <source>pinned to {commit}</source>
        <translation>固定于提交 {commit}</translation>
    </message>
    <message>
        <source>There is nothing in it.</source>
        <translation>其中没有文件。</translation>
    </message>
    <message>
        <source>Nothing is picked.</source>
        <translation>尚未选择文件。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s), {size}</source>
        <translation>
            <numerusform>%Ln 个文件，{size}</numerusform>
        </translation>
    </message>
    <message>
        <source>everything is here already</source>
        <translation>已全部在本地</translation>
    </message>
    <message>
        <source>{size} to fetch, {here} here already</source>
        <translation>需下载 {size}，本地已有 {here}</translation>
    </message>
    <message>
        <source>{size} free, {lacks} short</source>
        <translation>剩余 {size}，还差 {lacks}</translation>
    </message>
    <message>
        <source>{size} free after</source>
        <translation>下载后剩余 {size}</translation>
    </message>
    <message>
        <source>It does not fit. Pick fewer files or a smaller variant, or free some space in the Library; begun anyway, it pauses when the disk is full.</source>
        <translation>空间不足。请少选一些文件或改用更小的变体，也可以在模型库中释放空间；若仍要下载，磁盘写满时会自动暂停。</translation>
    </message>
    <message>
        <source>Name the folder to put the files into.</source>
        <translation>请填写存放文件的文件夹。</translation>
    </message>
    <message>
        <source>Its licence has to be accepted on the Hub first. If yours is not, the download says so and leads you there.</source>
        <translation>需先在 Hub 上同意其许可条款。若尚未同意，下载时会提示并带您前往该页面。</translation>
    </message>
    <message>
        <source>It is private: only your token opens it.</source>
        <translation>这是私有仓库，需要您的令牌才能访问。</translation>
    </message>
    <message>
        <source>answered by {endpoint}</source>
        <translation>由 {endpoint} 响应</translation>
    </message>
    <message>
        <source>changed {when}</source>
        <translation>更新时间：{when}</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>What to choose</source>
        <translation>选择内容</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Download and choose more</source>
        <translation>下载并继续选择</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>Working out what that frees…</source>
        <translation>正在计算可释放的空间…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Frees {frees} of {bytes}.</source>
        <translation>可释放 {frees}（共 {bytes}）。</translation>
    </message>
    <message>
        <source>Frees {frees}.</source>
        <translation>可释放 {frees}。</translation>
    </message>
    <message>
        <source>In use right now, so nothing is deleted. Stop it and look again:</source>
        <translation>正在使用中，因此不会删除。请先停止以下进程，再重新检查：</translation>
    </message>
    <message>
        <source>This volume has no trash: there is no way back.</source>
        <translation>此卷没有回收站，删除后无法恢复。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} stay, because something else uses them:</source>
        <translation>{size} 将予以保留，因为仍在使用：</translation>
    </message>
    <message>
        <source>{size} of {repo}, for {users}</source>
        <translation>{repo} 中的 {size}，供 {users} 使用</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n file(s)?</source>
        <translation>
            <numerusform>删除 %n 个文件？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n revision(s)?</source>
        <translation>
            <numerusform>删除 %n 个版本？</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete {name}?</source>
        <translation>删除 {name}？</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s)?</source>
        <translation>
            <numerusform>删除 %n 个仓库？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n file(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个文件（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n revision(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个版本（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n model(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个模型（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n dataset(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个数据集（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n space(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个 Space（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n kernel(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个内核（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个仓库（{size}）</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Move to the trash; the space comes back when that is emptied</source>
        <translation>移到回收站，清空回收站后释放空间</translation>
    </message>
    <message>
        <source>Delete for good; the space comes back at once</source>
        <translation>永久删除，立即释放空间</translation>
    </message>
    <message>
        <source>What is deleted</source>
        <translation>将删除的内容</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Frees</source>
        <translation>可释放</translation>
    </message>
</context>
<context>
    <name>Destination</name>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Into the cache</source>
        <translation>存入缓存</translation>
    </message>
    <message>
        <source>Every program that uses Hugging Face finds it there.</source>
        <translation>所有使用 Hugging Face 的程序都能找到它。</translation>
    </message>
    <message>
        <source>Into a folder, by plain names</source>
        <translation>存入文件夹，保留原文件名</translation>
    </message>
    <message>
        <source>A path, such as /data/models/qwen</source>
        <translation>路径，例如 /data/models/qwen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>DiskGauge</name>
    <message>
        <source>{size} free</source>
        <translation>剩余 {size}</translation>
    </message>
    <message>
        <source>{mount}: {cache} in this cache, {other} other files, {free} free of {total}</source>
        <translation>{mount}：此缓存 {cache}，其他文件 {other}，剩余 {free}，共 {total}</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
</context>
<context>
    <name>DownloadsActions</name>
    <message>
        <source>Add a download</source>
        <translation>添加下载</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>取消…</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Open in Library</source>
        <translation>在模型库中打开</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move to the front</source>
        <translation>移到最前</translation>
    </message>
    <message>
        <source>Move to the end</source>
        <translation>移到最后</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>全部继续</translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>全部暂停</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束的</translation>
    </message>
</context>
<context>
    <name>DownloadsPage</name>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Change the limits in Settings</source>
        <translation>在设置中修改限制</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束的</translation>
    </message>
</context>
<context>
    <name>DownloadsSection</name>
    <message>
        <source>Choose a file of certificates</source>
        <translation>选择证书文件</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Downloads at once</source>
        <translation>同时下载数</translation>
    </message>
    <message>
        <source>All together not faster than</source>
        <translation>总速度上限</translation>
    </message>
    <message>
        <source>Connections to each source</source>
        <translation>每个来源的连接数</translation>
    </message>
    <message>
        <source>Full speed from</source>
        <translation>全速时段</translation>
    </message>
    <message>
        <source>In the other hours</source>
        <translation>其余时段</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Certificates to trust beside the system&apos;s</source>
        <translation>除系统证书外还信任的证书</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>as many as pay</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Full speed only at certain hours</source>
        <translation>仅在特定时段全速下载</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Full speed until</source>
        <translation>全速时段结束于</translation>
    </message>
    <message>
        <source>wait</source>
        <translation>暂停等待</translation>
    </message>
    <message>
        <source>Wait on connections that cost by volume</source>
        <translation>使用按流量计费的网络时暂停下载</translation>
    </message>
    <message>
        <source>Where to fetch from</source>
        <translation>下载来源</translation>
    </message>
    <message>
        <source>The first that answers says what a repo holds; the bytes come from all that have them.</source>
        <translation>仓库内容以最先响应的来源为准，数据则从所有拥有该文件的来源同时下载。</translation>
    </message>
    <message>
        <source>The way there</source>
        <translation>网络连接</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>This one:</source>
        <translation>自定义：</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>代理地址</translation>
    </message>
    <message>
        <source>Write it like http://host:8080 or socks5://host:1080; it is not used as it stands.</source>
        <translation>请写成 http://host:8080 或 socks5://host:1080 的形式；当前内容不会生效。</translation>
    </message>
    <message>
        <source>Path of a PEM file, such as a company&apos;s own</source>
        <translation>PEM 文件路径，例如公司自有的证书</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>DownloadsWords</name>
    <message>
        <source>needs your consent</source>
        <translation>需要你同意许可</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>at rest</source>
        <translation>暂歇</translation>
    </message>
    <message>
        <source>repair</source>
        <translation>修复</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n file(s)</source>
        <translation>
            <numerusform>{done} / %n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 个失败</numerusform>
        </translation>
    </message>
    <message>
        <source>into {folder}</source>
        <translation>存入 {folder}</translation>
    </message>
    <message>
        <source>Looking up what it holds…</source>
        <translation>正在查询内容…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>mended and verified</source>
        <translation>已修复并校验</translation>
    </message>
    <message>
        <source>here and verified</source>
        <translation>已下载并校验</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>下载中</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>缓慢</translation>
    </message>
    <message>
        <source>{rate}, slow</source>
        <translation>{rate}，缓慢</translation>
    </message>
    <message>
        <source>barred</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>{size} came from here</source>
        <translation>从这里获取了 {size}</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>here before</source>
        <translation>原有</translation>
    </message>
    <message>
        <source>here before this download</source>
        <translation>下载前已有</translation>
    </message>
    <message>
        <source>still to come</source>
        <translation>尚未下载</translation>
    </message>
    <message>
        <source>verified as it lands</source>
        <translation>边下载边校验</translation>
    </message>
    <message>
        <source>fetching</source>
        <translation>下载中</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>校验中</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已校验</translation>
    </message>
    <message>
        <source>All paused</source>
        <translation>已全部暂停</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 个等待中</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} to go</source>
        <translation>还剩 {size}</translation>
    </message>
    <message>
        <source>{size} free after</source>
        <translation>完成后剩余空间 {size}</translation>
    </message>
    <message>
        <source>{size} too little space</source>
        <translation>空间不足，还差 {size}</translation>
    </message>
    <message>
        <source>Nothing to fetch</source>
        <translation>没有下载任务</translation>
    </message>
    <message numerus="yes">
        <source>{rate} from %n source(s)</source>
        <translation>
            <numerusform>{rate}，来自 %n 个源</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Limit: {rate}</source>
        <translation>限速：{rate}</translation>
    </message>
    <message numerus="yes">
        <source>%n at once</source>
        <translation>
            <numerusform>同时 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>{hours} full speed, else {rate}</source>
        <translation>{hours} 全速，其余时间 {rate}</translation>
    </message>
    <message>
        <source>{hours} only</source>
        <translation>仅 {hours}</translation>
    </message>
    <message>
        <source>Nothing was fetched yet.</source>
        <translation>尚未下载任何内容。</translation>
    </message>
    <message>
        <source>Files that are complete stay where they are. What was fetched of the others stays too: the same download, started again, goes on from there. “Free space…” in the Library clears it away.</source>
        <translation>已完整的文件保留在原处；其余文件已下载的部分也会保留，再次开始同一下载即可续传。如需清理，请使用模型库中的“释放空间…”。</translation>
    </message>
</context>
<context>
    <name>Duplicates</name>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message numerus="yes">
        <source>Store %n file(s) once</source>
        <translation>
            <numerusform>将 %Ln 个文件合并为一份</numerusform>
        </translation>
    </message>
    <message>
        <source>Every path stays; the copies share their bytes by reflink or hard link.</source>
        <translation>所有路径保持不变，各副本通过 reflink 或硬链接共享数据。</translation>
    </message>
    <message>
        <source>Nothing is stored twice.</source>
        <translation>没有重复存储的内容。</translation>
    </message>
    <message>
        <source>Blobs that several repos hold, and copies in folders made with local_dir.</source>
        <translation>多个仓库共有的 blob，以及以 local_dir 方式下载的文件夹中的副本。</translation>
    </message>
    <message>
        <source>Stored twice</source>
        <translation>重复存储</translation>
    </message>
    <message>
        <source>Also look in this folder (optional)</source>
        <translation>同时查找此文件夹（可选）</translation>
    </message>
    <message>
        <source>Also look in this folder</source>
        <translation>同时查找此文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>Empty</name>
    <message>
        <source>What would you like to have here?</source>
        <translation>想下载点什么？</translation>
    </message>
    <message>
        <source>Search the Hub in the field above: a few letters of a model or dataset are enough.</source>
        <translation>在上方输入框中搜索 Hub：输入模型或数据集名称的几个字母即可。</translation>
    </message>
    <message>
        <source>Or paste or drop what you have: org/name, hf://org/name, or the address of a page on the Hub or on a mirror. You choose the files before anything is fetched.</source>
        <translation>也可以粘贴或拖入 org/name、hf://org/name，或者 Hub、镜像站上的网页地址。下载前可以先选择文件。</translation>
    </message>
    <message>
        <source>Each byte is fetched from the fastest sources and checked as it lands. Whatever happens on the way, a download goes on where it was.</source>
        <translation>数据从最快的源获取，边下载边校验。无论中途发生什么，都能从断点继续。</translation>
    </message>
</context>
<context>
    <name>EndpointList</name>
    <message>
        <source>Write it like https://hf-mirror.com, or http://lab-nas.local:8080.</source>
        <translation>请写成 https://hf-mirror.com 或 http://lab-nas.local:8080 的形式。</translation>
    </message>
    <message>
        <source>It is in the list already.</source>
        <translation>列表中已有此地址。</translation>
    </message>
    <message>
        <source>None is named: HF_ENDPOINT is asked where it is set, and huggingface.co otherwise.</source>
        <translation>未指定来源：若设置了 HF_ENDPOINT 则使用它，否则使用 huggingface.co。</translation>
    </message>
    <message>
        <source>Address of a mirror, such as https://hf-mirror.com</source>
        <translation>镜像地址，例如 https://hf-mirror.com</translation>
    </message>
    <message>
        <source>Address of a mirror</source>
        <translation>镜像地址</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add the mirror</source>
        <translation>添加镜像</translation>
    </message>
</context>
<context>
    <name>EndpointRow</name>
    <message>
        <source>asked first</source>
        <translation>首选</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>未加密</translation>
    </message>
    <message>
        <source>Ask {endpoint} earlier</source>
        <translation>提高 {endpoint} 的优先级</translation>
    </message>
    <message>
        <source>Ask {endpoint} later</source>
        <translation>降低 {endpoint} 的优先级</translation>
    </message>
    <message>
        <source>Remove {endpoint}</source>
        <translation>移除 {endpoint}</translation>
    </message>
</context>
<context>
    <name>FilesPane</name>
    <message>
        <source>Find files…</source>
        <translation>查找文件…</translation>
    </message>
    <message>
        <source>Find files</source>
        <translation>查找文件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>No file has that in its name.</source>
        <translation>没有名称匹配的文件。</translation>
    </message>
</context>
<context>
    <name>FilesTree</name>
    <message>
        <source>Broken-off downloads</source>
        <translation>中断的下载</translation>
    </message>
    <message>
        <source>Bytes that no revision uses</source>
        <translation>没有版本使用的数据</translation>
    </message>
    <message>
        <source>detached</source>
        <translation>游离</translation>
    </message>
    <message>
        <source>Deleting it alone frees {size}.</source>
        <translation>单独删除可释放 {size}。</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Verified {when}: the bytes are wrong.</source>
        <translation>{when} 校验：内容有误。</translation>
    </message>
    <message>
        <source>Verified {when}: intact.</source>
        <translation>{when} 校验：完好。</translation>
    </message>
    <message>
        <source>corrupt</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>disk not connected</source>
        <translation>磁盘未连接</translation>
    </message>
    <message>
        <source>outside the cache</source>
        <translation>位于缓存之外</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>Revisions and files</source>
        <translation>版本与文件</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
</context>
<context>
    <name>FilesView</name>
    <message>
        <source>Files of this download</source>
        <translation>此下载的文件</translation>
    </message>
    <message>
        <source>Pause these files</source>
        <translation>暂停这些文件</translation>
    </message>
    <message>
        <source>Fetch these files</source>
        <translation>下载这些文件</translation>
    </message>
</context>
<context>
    <name>Formatting</name>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n week(s) ago</source>
        <translation>
            <numerusform>%n 周前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n month(s) ago</source>
        <translation>
            <numerusform>%n 个月前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n year(s) ago</source>
        <translation>
            <numerusform>%n 年前</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{h} h {min} min</source>
        <translation>{h} 小时 {min} 分钟</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>{d} d {h} h</source>
        <translation>{d} 天 {h} 小时</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
</context>
<context>
    <name>FoundWords</name>
    <message>
        <source>licence</source>
        <translation>需许可</translation>
    </message>
    <message>
        <source>here</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>needs an accepted licence</source>
        <translation>需先同意许可条款</translation>
    </message>
    <message>
        <source>in the cache</source>
        <translation>已在缓存中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln download(s)</source>
        <translation>
            <numerusform>%Ln 次下载</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln like(s)</source>
        <translation>
            <numerusform>%Ln 个赞</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FreeDialog</name>
    <message>
        <source>What Hubkeep moved to the trash</source>
        <translation>Hubkeep 移到回收站的内容</translation>
    </message>
    <message>
        <source>Deleted for good; after that it can&apos;t be undone.</source>
        <translation>永久删除，之后无法撤销。</translation>
    </message>
    <message>
        <source>Looking at every file…</source>
        <translation>正在检查每个文件…</translation>
    </message>
    <message>
        <source>No program would miss these.</source>
        <translation>删除后不会影响任何程序。</translation>
    </message>
    <message>
        <source>There are none: the cache is tidy.</source>
        <translation>没有可清理的内容，缓存很整洁。</translation>
    </message>
    <message>
        <source>Left alone, because it is in use:</source>
        <translation>正在使用，因此保留：</translation>
    </message>
    <message>
        <source>Free {size}</source>
        <translation>释放 {size}</translation>
    </message>
    <message>
        <source>{now} free now, {then} afterwards</source>
        <translation>目前剩余 {now}，之后剩余 {then}</translation>
    </message>
    <message>
        <source>{now} free now, {then} once the trash is emptied</source>
        <translation>目前剩余 {now}，清空回收站后剩余 {then}</translation>
    </message>
    <message>
        <source>Nothing happens until you press the button.</source>
        <translation>点击按钮之前不会有任何改动。</translation>
    </message>
    <message>
        <source>In use right now, so it can&apos;t go. Leave it out or stop it first:</source>
        <translation>正在使用中，无法删除。请取消选择或先停止：</translation>
    </message>
    <message>
        <source>{size} of that stay because other repos use them too.</source>
        <translation>其中 {size} 仍被其他仓库使用，将予以保留。</translation>
    </message>
    <message numerus="yes">
        <source>%n detached revision(s)</source>
        <translation>
            <numerusform>%Ln 个游离版本</numerusform>
        </translation>
    </message>
    <message>
        <source>Older commits that no branch or tag points to any more.</source>
        <translation>已没有分支或标签指向的旧提交。</translation>
    </message>
    <message numerus="yes">
        <source>%n blob(s) without a file</source>
        <translation>
            <numerusform>%Ln 个无主 blob</numerusform>
        </translation>
    </message>
    <message>
        <source>Bytes that no revision uses, left behind by an update or a deletion.</source>
        <translation>没有版本使用的数据，由更新或删除遗留。</translation>
    </message>
    <message numerus="yes">
        <source>%n broken-off download(s)</source>
        <translation>
            <numerusform>%Ln 个中断的下载</numerusform>
        </translation>
    </message>
    <message>
        <source>No process holds them, and huggingface_hub would begin again anyway.</source>
        <translation>没有进程在使用，且 huggingface_hub 无论如何都会重新下载。</translation>
    </message>
    <message numerus="yes">
        <source>%n shared payload(s) without a repo</source>
        <translation>
            <numerusform>%Ln 份无主的共享数据</numerusform>
        </translation>
    </message>
    <message>
        <source>Bytes in the shared store that no repo links to.</source>
        <translation>共享存储中没有仓库链接的数据。</translation>
    </message>
    <message>
        <source>Xet&apos;s chunk cache</source>
        <translation>Xet 分块缓存</translation>
    </message>
    <message>
        <source>Copies of chunks that were put together long since. It fills again as needed.</source>
        <translation>早已拼合完毕的分块副本，需要时会重新生成。</translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) of missing files</source>
        <translation>
            <numerusform>%Ln 条缺失文件记录</numerusform>
        </translation>
    </message>
    <message>
        <source>They say which files the Hub does not have; they are written again.</source>
        <translation>记录 Hub 上不存在的文件，需要时会重新写入。</translation>
    </message>
    <message numerus="yes">
        <source>%n stale lock(s)</source>
        <translation>
            <numerusform>%Ln 个过期锁文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Empty files of downloads that ended.</source>
        <translation>已结束的下载留下的空文件。</translation>
    </message>
    <message>
        <source>Free space</source>
        <translation>释放空间</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Leftovers</source>
        <translation>残留数据</translation>
    </message>
    <message>
        <source>Keep it in the trash, so that it can be undone until that is emptied</source>
        <translation>保留在回收站中，清空之前可以撤销</translation>
    </message>
</context>
<context>
    <name>InUseWords</name>
    <message>
        <source>process {pid}, {command}: uses {repo}</source>
        <translation>进程 {pid}（{command}）：正在使用 {repo}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message numerus="yes">
        <source>%n detached</source>
        <translation>
            <numerusform>%n 个游离</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%Ln 个 token</numerusform>
        </translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>已选</translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln 个仓库</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them need(s) a look</source>
        <translation>
            <numerusform>其中 %n 个需要留意</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} shared</source>
        <translation>{size} 为共享</translation>
    </message>
    <message>
        <source>or more: some is shared</source>
        <translation>或更多：部分为共享</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>About</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Fetches just what is wrong or missing</source>
        <translation>仅重新下载损坏或缺失的部分</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Back to the table</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>简介</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Deleting frees</source>
        <translation>删除可释放</translation>
    </message>
    <message>
        <source>In an archive</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>框架</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>JobCard</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Verify {subject}</source>
        <translation>校验 {subject}</translation>
    </message>
    <message>
        <source>Verify the whole cache</source>
        <translation>校验整个缓存</translation>
    </message>
    <message>
        <source>Delete {subject}</source>
        <translation>删除 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Verify %Ln repo(s)</source>
        <translation>
            <numerusform>校验 %Ln 个仓库</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln item(s)</source>
        <translation>
            <numerusform>删除 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Download {subject}</source>
        <translation>下载 {subject}</translation>
    </message>
    <message>
        <source>Repair {subject}</source>
        <translation>修复 {subject}</translation>
    </message>
    <message>
        <source>Clean up the cache</source>
        <translation>清理缓存</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>Join duplicate files</source>
        <translation>合并重复文件</translation>
    </message>
    <message>
        <source>Move the cache to {subject}</source>
        <translation>将缓存迁移到 {subject}</translation>
    </message>
    <message>
        <source>Move the cache</source>
        <translation>迁移缓存</translation>
    </message>
    <message>
        <source>Empty Hubkeep&apos;s trash</source>
        <translation>清空 Hubkeep 的回收站内容</translation>
    </message>
    <message>
        <source>Put back {subject}</source>
        <translation>恢复 {subject}</translation>
    </message>
    <message>
        <source>Put back what was deleted</source>
        <translation>恢复已删除的内容</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln file(s)</source>
        <translation>
            <numerusform>{done} / %Ln 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{corrupt} corrupt and {missing} missing of %Ln file(s).</source>
        <translation>
            <numerusform>%Ln 个文件中，{corrupt} 个损坏，{missing} 个缺失。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) intact, {size} read.</source>
        <translation>
            <numerusform>%Ln 个文件完好，共读取 {size}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be checked: nothing on disk says what they should be.</source>
        <translation>
            <numerusform>%Ln 个文件无法校验：磁盘上没有可供比对的信息。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln duplicate(s) joined, {size} saved.</source>
        <translation>
            <numerusform>已合并 %Ln 组重复文件，节省 {size}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln duplicate(s) found; joining them saves {size}.</source>
        <translation>
            <numerusform>发现 %Ln 组重复文件，合并可节省 {size}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything was here already: %Ln file(s), {size}.</source>
        <translation>
            <numerusform>已全部在本地：%Ln 个文件，{size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>There was nothing to download.</source>
        <translation>没有需要下载的内容。</translation>
    </message>
    <message numerus="yes">
        <source>{size} from %Ln source(s) in {time}.</source>
        <translation>
            <numerusform>用时 {time}，从 %Ln 个来源下载 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} were here before.</source>
        <translation>另有 {size} 原本已在本地。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) mended, {size} fetched again.</source>
        <translation>
            <numerusform>已修复 %Ln 个文件，重新下载 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing had to be mended: {size} checked.</source>
        <translation>无需修复，已检查 {size}。</translation>
    </message>
    <message>
        <source>{size} freed; {more} are in the trash until it is emptied.</source>
        <translation>已释放 {size}；另有 {more} 在回收站中，清空后释放。</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>{size} are back in place.</source>
        <translation>{size} 已恢复原处。</translation>
    </message>
    <message>
        <source>{size} moved to the trash; emptying it frees the space.</source>
        <translation>{size} 已移到回收站，清空后才会释放空间。</translation>
    </message>
    <message>
        <source>{size} freed.</source>
        <translation>已释放 {size}。</translation>
    </message>
    <message>
        <source>No duplicates found.</source>
        <translation>未发现重复文件。</translation>
    </message>
    <message>
        <source>{size} moved to {target}.</source>
        <translation>已将 {size} 迁移到 {target}。</translation>
    </message>
</context>
<context>
    <name>LibraryActions</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Look into it</source>
        <translation>查看详情</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Verify all repos</source>
        <translation>校验所有仓库</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Copy the lines that load it</source>
        <translation>复制加载代码</translation>
    </message>
    <message>
        <source>Free space…</source>
        <translation>释放空间…</translation>
    </message>
    <message>
        <source>Move the cache…</source>
        <translation>迁移缓存…</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>No cache yet</source>
        <translation>尚无缓存</translation>
    </message>
    <message>
        <source>The cache can&apos;t be read</source>
        <translation>缓存无法读取</translation>
    </message>
    <message>
        <source>Reading the disk…</source>
        <translation>正在读取磁盘…</translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>占用 {size}</translation>
    </message>
    <message numerus="yes">
        <source>{size} not read for %n day(s)</source>
        <translation>
            <numerusform>{size} 超过 %n 天未读取</numerusform>
        </translation>
    </message>
    <message>
        <source>still reading</source>
        <translation>仍在读取</translation>
    </message>
    <message>
        <source>{shown} of {total} shown</source>
        <translation>显示 {shown} / {total}</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>deleting frees {size}</source>
        <translation>删除可释放 {size}</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message numerus="yes">
        <source>None of the %n repo(s) matches “{text}”.</source>
        <translation>
            <numerusform>%Ln 个仓库中没有与“{text}”匹配的项。</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>There is no folder at {path}. It appears by itself with the first download of transformers, diffusers or any other program that uses the Hugging Face Hub. A cache elsewhere can be added in the settings.</source>
        <translation>{path} 处没有文件夹。transformers、diffusers 或其他使用 Hugging Face Hub 的程序首次下载后，它会自动出现。位于别处的缓存可以在设置中添加。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The cache is empty</source>
        <translation>缓存为空</translation>
    </message>
    <message>
        <source>{path} holds no repo. What programs download appears here by itself.</source>
        <translation>{path} 中没有仓库。程序下载的内容会自动显示在这里。</translation>
    </message>
    <message>
        <source>{size} can go without losing anything.</source>
        <translation>{size} 可以放心清理，不会丢失任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>Found %n repo(s) in {path}. “Free space…” shows what can go.</source>
        <translation>
            <numerusform>在 {path} 中找到 %Ln 个仓库。点击“释放空间…”查看可以清理的内容。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Verifying %n repo(s). Activity shows how far it is.</source>
        <translation>
            <numerusform>正在校验 %Ln 个仓库，进度见“任务”。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repairing %n repo(s). Downloads shows how far it is.</source>
        <translation>
            <numerusform>正在修复 %n 个仓库，进度见“下载”。</numerusform>
        </translation>
    </message>
    <message>
        <source>Verifying everything. Activity shows how far it is.</source>
        <translation>正在校验全部内容，进度见“任务”。</translation>
    </message>
    <message>
        <source>Copied {text}</source>
        <translation>已复制 {text}</translation>
    </message>
    <message>
        <source>Cancelled. What was done so far stays as it is.</source>
        <translation>已取消。此前已完成的部分保持不变。</translation>
    </message>
    <message>
        <source>Everything is back where it was.</source>
        <translation>全部内容已恢复原处。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are now stored once; that freed {size}.</source>
        <translation>
            <numerusform>%Ln 个文件现在只存一份，已释放 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>The cache is now at {path}.</source>
        <translation>缓存现位于 {path}。</translation>
    </message>
    <message>
        <source>Freed {size}.</source>
        <translation>已释放 {size}。</translation>
    </message>
    <message>
        <source>{size} are in the trash. “Free space…” empties it.</source>
        <translation>{size} 已移到回收站，可在“释放空间…”中清空。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Nothing of {repo} had to be mended.</source>
        <translation>{repo} 无需修复。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of {repo} mended, {size} fetched.</source>
        <translation>
            <numerusform>已修复 {repo} 的 %n 个文件，下载 {size}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not pass.</source>
        <translation>
            <numerusform>%Ln 个文件未通过校验。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) verified, all intact.</source>
        <translation>
            <numerusform>已校验 %Ln 个文件，全部完好。</numerusform>
        </translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Search or filter…</source>
        <translation>搜索或筛选…</translation>
    </message>
    <message>
        <source>Search or filter</source>
        <translation>搜索或筛选</translation>
    </message>
    <message>
        <source>Words in the name, or:
type:model  state:broken  org:Qwen  dtype:bf16
size&gt;10GB  frees&gt;1GB  read&gt;90d  modified&lt;7d
-gguf  leaves out</source>
        <translation>输入名称中的关键词，或：
type:model  state:broken  org:Qwen  dtype:bf16
size&gt;10GB  frees&gt;1GB  read&gt;90d  modified&lt;7d
-gguf  表示排除</translation>
    </message>
    <message>
        <source>Table + map</source>
        <translation>列表 + 图</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>图</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Free space…</source>
        <translation>释放空间…</translation>
    </message>
</context>
<context>
    <name>LibraryTable</name>
    <message>
        <source>Repos</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>As they first were</source>
        <translation>恢复默认</translation>
    </message>
</context>
<context>
    <name>LibraryWords</name>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>no weights</source>
        <translation>无权重</translation>
    </message>
    <message numerus="yes">
        <source>%n variant(s)</source>
        <translation>
            <numerusform>%n 个变体</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n broken link(s)</source>
        <translation>
            <numerusform>%n 个失效链接</numerusform>
        </translation>
    </message>
    <message>
        <source>broken</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>partly archived</source>
        <translation>部分归档</translation>
    </message>
    <message>
        <source>disk not connected</source>
        <translation>磁盘未连接</translation>
    </message>
    <message>
        <source>not a repo</source>
        <translation>非仓库</translation>
    </message>
    <message>
        <source>intact</source>
        <translation>完好</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Nothing here tells when it was last read.</source>
        <translation>无法得知上次读取的时间。</translation>
    </message>
    <message>
        <source>This volume does not note when files are read, so nobody can tell.</source>
        <translation>此卷不记录文件的读取时间，因此无法得知。</translation>
    </message>
    <message>
        <source>{when}, to the day: this volume notes the first read of a day, not each one.</source>
        <translation>{when}，精确到天：此卷只记录每天的首次读取。</translation>
    </message>
    <message>
        <source>{size}; deleting it frees {frees}</source>
        <translation>{size}，删除可释放 {frees}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Frees</source>
        <translation>可释放</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>MapPane</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s) too small for a cell</source>
        <translation>
            <numerusform>%Ln 个仓库太小，未单独显示</numerusform>
        </translation>
    </message>
    <message>
        <source>Map of the disk</source>
        <translation>磁盘占用图</translation>
    </message>
    <message>
        <source>By last read</source>
        <translation>按最近读取</translation>
    </message>
    <message>
        <source>By type</source>
        <translation>按类型</translation>
    </message>
    <message>
        <source>Coloured by last read</source>
        <translation>按最近读取时间着色</translation>
    </message>
    <message>
        <source>Coloured by type</source>
        <translation>按类型着色</translation>
    </message>
    <message>
        <source>read this week</source>
        <translation>本周读取</translation>
    </message>
    <message>
        <source>this month</source>
        <translation>一个月内</translation>
    </message>
    <message>
        <source>these 90 days</source>
        <translation>90 天内</translation>
    </message>
    <message>
        <source>longer ago</source>
        <translation>更早</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>in an archive</source>
        <translation>已归档</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>NoticesDialog</name>
    <message>
        <source>Open-source notices</source>
        <translation>开源许可声明</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OfferWords</name>
    <message>
        <source>{size} · here</source>
        <translation>{size} · 已有</translation>
    </message>
    <message>
        <source>{size} · {part} here</source>
        <translation>{size} · 已有 {part}</translation>
    </message>
</context>
<context>
    <name>OptionsPane</name>
    <message>
        <source>All that have it: {hosts}</source>
        <translation>所有可用来源：{hosts}</translation>
    </message>
    <message>
        <source>All that have it</source>
        <translation>所有可用来源</translation>
    </message>
    <message>
        <source>{host} alone</source>
        <translation>仅 {host}</translation>
    </message>
    <message>
        <source>Only files like</source>
        <translation>仅包含</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Not faster than</source>
        <translation>速度上限</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接数</translation>
    </message>
    <message>
        <source>Patterns with spaces between them; * stands for anything, folders too.</source>
        <translation>多个通配符之间用空格分隔；* 匹配任意内容，包括文件夹。</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>as many as pay</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>To each source</source>
        <translation>每个来源</translation>
    </message>
    <message>
        <source>Start now, whatever else waits</source>
        <translation>立即开始，不排队</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message numerus="yes">
        <source>for %n day(s)</source>
        <translation>
            <numerusform>超过 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>of {size}</source>
        <translation>共 {size}</translation>
    </message>
    <message>
        <source>This volume does not note when files are read.</source>
        <translation>此卷不记录文件的读取时间。</translation>
    </message>
    <message>
        <source>This volume notes reads to the day, so last reads are given with ≈.</source>
        <translation>此卷的读取时间只精确到天，因此以 ≈ 标示。</translation>
    </message>
    <message>
        <source>The cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Select a repo to see what it is, where it lies and what it frees.</source>
        <translation>选择一个仓库，查看它是什么、位于何处以及可释放多少空间。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Spaces</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Not the Hub&apos;s</source>
        <translation>非 Hub 内容</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘占用</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>未读取</translation>
    </message>
    <message>
        <source>Leftovers</source>
        <translation>残留数据</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>剩余空间</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>PresetRows</name>
    <message>
        <source>Everything</source>
        <translation>全部文件</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Recommended: {choice}</source>
        <translation>推荐：{choice}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>all here</source>
        <translation>均已在本地</translation>
    </message>
    <message>
        <source>{size} to fetch</source>
        <translation>需下载 {size}</translation>
    </message>
    <message>
        <source>What to download</source>
        <translation>下载内容</translation>
    </message>
    <message>
        <source>By pattern</source>
        <translation>按通配符</translation>
    </message>
    <message>
        <source>Picked by hand</source>
        <translation>手动选择</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>{path}: {reason}.</source>
        <translation>{path}：{reason}。</translation>
    </message>
    <message>
        <source>{path} is not there any more. Refresh and try again.</source>
        <translation>{path} 已不存在。请刷新后重试。</translation>
    </message>
    <message>
        <source>{path}: permission denied. Check who owns it, or run Hubkeep as that user.</source>
        <translation>{path}：权限不足。请检查其所有者，或以该用户身份运行 Hubkeep。</translation>
    </message>
    <message>
        <source>{path} is on a volume mounted read-only. Remount it writable and try again.</source>
        <translation>{path} 所在的卷以只读方式挂载。请重新挂载为可写后重试。</translation>
    </message>
    <message>
        <source>{path}: the disk is full. Free some space and try again; nothing was lost.</source>
        <translation>{path}：磁盘已满。请释放一些空间后重试，数据没有丢失。</translation>
    </message>
    <message>
        <source>{path}: your disk quota is used up. Free some space and try again; nothing was lost.</source>
        <translation>{path}：磁盘配额已用完。请释放一些空间后重试，数据没有丢失。</translation>
    </message>
    <message>
        <source>{path} is kept locked by another program. Close it and try again.</source>
        <translation>{path} 被其他程序锁定。请关闭该程序后重试。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be used ({reason}). Check its folder&apos;s permissions and free space.</source>
        <translation>{path} 无法使用（{reason}）。请检查所在文件夹的权限和剩余空间。</translation>
    </message>
    <message>
        <source>The engine was not greeted; it is started by the Hubkeep window, not by hand.</source>
        <translation>引擎没有收到握手消息：它应由 Hubkeep 窗口启动，而不是手动运行。</translation>
    </message>
    <message>
        <source>The window is Hubkeep {theirs} and the engine {ours}. Update the older of the two.</source>
        <translation>窗口版本为 Hubkeep {theirs}，引擎版本为 {ours}。请更新较旧的一方。</translation>
    </message>
    <message>
        <source>A message was not understood ({reason}).</source>
        <translation>无法识别一条消息（{reason}）。</translation>
    </message>
    <message>
        <source>There is no job {job}. It may have been dismissed.</source>
        <translation>任务 {job} 不存在，可能已被清除。</translation>
    </message>
    <message>
        <source>This version of Hubkeep does not know how to do “{kind}”. A newer one left the job behind.</source>
        <translation>此版本的 Hubkeep 不支持“{kind}”任务，它由更新的版本留下。</translation>
    </message>
    <message>
        <source>Something went wrong inside Hubkeep ({what}). Nothing was lost; please report it.</source>
        <translation>Hubkeep 内部出错（{what}）。数据没有丢失，请反馈此问题。</translation>
    </message>
    <message>
        <source>{what} is no repo name. Write org/name, or dataset/org/name and the like.</source>
        <translation>{what} 不是仓库名称。请写成 org/name 或 dataset/org/name 等形式。</translation>
    </message>
    <message>
        <source>{what} is not in this cache. “hubkeep ls” shows what is.</source>
        <translation>此缓存中没有 {what}。运行“hubkeep ls”可查看已有内容。</translation>
    </message>
    <message>
        <source>No cache is open. Choose a folder first.</source>
        <translation>尚未打开缓存。请先选择文件夹。</translation>
    </message>
    <message>
        <source>{path} is outside the cache, so it is left alone.</source>
        <translation>{path} 位于缓存之外，不会改动。</translation>
    </message>
    <message>
        <source>{path} is no repo of the Hub, so Hubkeep leaves it alone. Remove it in your file manager.</source>
        <translation>{path} 不是 Hub 仓库，Hubkeep 不会改动它。请在文件管理器中删除。</translation>
    </message>
    <message>
        <source>{repo} is in use by process {pid} ({command}). End it first; nothing was removed.</source>
        <translation>{repo} 正被进程 {pid}（{command}）使用。请先结束该进程，目前未删除任何内容。</translation>
    </message>
    <message>
        <source>Job {job} put nothing in the trash that could come back.</source>
        <translation>任务 {job} 没有在回收站中留下可恢复的内容。</translation>
    </message>
    <message>
        <source>{path} is not in the trash any more, so it can&apos;t come back.</source>
        <translation>{path} 已不在回收站中，无法恢复。</translation>
    </message>
    <message>
        <source>{path} is in use by a download. Wait for it to end, then try again.</source>
        <translation>{path} 正被下载任务使用。请等待下载结束后重试。</translation>
    </message>
    <message>
        <source>{target} and {source} lie in one another. Choose a folder outside the cache.</source>
        <translation>{target} 与 {source} 存在包含关系。请选择缓存之外的文件夹。</translation>
    </message>
    <message>
        <source>{target} is not an empty folder. Choose an empty or a new one.</source>
        <translation>{target} 不是空文件夹。请选择空文件夹或新建一个。</translation>
    </message>
    <message>
        <source>{target} is a link that programs may still use. Remove it first, or choose a folder beside it.</source>
        <translation>{target} 是一个链接，可能仍有程序在使用。请先移除它，或选择旁边的其他文件夹。</translation>
    </message>
    <message>
        <source>{source} is a mounted volume itself and can&apos;t be renamed. Mount the new disk there instead.</source>
        <translation>{source} 本身是挂载点，无法重命名。请改为将新磁盘挂载到此处。</translation>
    </message>
    <message>
        <source>{target} has {free} bytes free and {needed} are needed. Free some space there first.</source>
        <translation>{target} 剩余 {free} 字节，需要 {needed} 字节。请先在该处释放空间。</translation>
    </message>
    <message>
        <source>{path} reads back otherwise than it was written: the target disk is not reliable. The old cache is untouched.</source>
        <translation>{path} 写入后读出的内容不一致：目标磁盘不可靠。原缓存未受影响。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be read ({reason}). Check its permissions.</source>
        <translation>{path} 无法读取（{reason}）。请检查其权限。</translation>
    </message>
    <message>
        <source>Job {job} is finished. Retry it to do it again.</source>
        <translation>任务 {job} 已结束。如需再次执行，请重试。</translation>
    </message>
    <message>
        <source>{path}: its volume, or a limit of the system, allows no file so large. Choose a folder on another volume.</source>
        <translation>{path}：所在的卷或系统限制不允许这么大的文件，请改用其他卷上的文件夹。</translation>
    </message>
    <message>
        <source>Job {job} was told and is not there yet. Look again with “hubkeep jobs”.</source>
        <translation>已通知任务 {job}，但尚未生效。请用“hubkeep jobs”再次查看。</translation>
    </message>
    <message>
        <source>Waits for its turn, and begins by itself.</source>
        <translation>正在排队，轮到时会自动开始。</translation>
    </message>
    <message>
        <source>Waits until job {job} on the same cache is done, and begins by itself.</source>
        <translation>正在等待同一缓存上的任务 {job} 完成，之后会自动开始。</translation>
    </message>
    <message>
        <source>The whole queue is paused. Resume it to go on.</source>
        <translation>整个队列已暂停。请继续队列。</translation>
    </message>
    <message>
        <source>“{what}” is no address of a Hub or a mirror. Write it like https://huggingface.co.</source>
        <translation>“{what}”不是 Hub 或镜像的地址。请写成 https://huggingface.co 的形式。</translation>
    </message>
    <message>
        <source>An address must not hold a login. Leave out what stands before the @, and save a token for the endpoint instead.</source>
        <translation>地址中不能包含登录信息。请去掉 @ 之前的部分，并改为给该来源保存令牌。</translation>
    </message>
    <message>
        <source>An endpoint has no “?” and no “#”. Write {what} alone.</source>
        <translation>来源地址中不能有“?”和“#”。请只写 {what}。</translation>
    </message>
    <message>
        <source>{host} would be reached without encryption, so anyone on the way could read the login. Write https:// in front; http:// is for your own network.</source>
        <translation>与 {host} 的连接未加密，传输途中的任何人都能读取登录信息。请在前面写上 https://；http:// 只应用于您自己的网络。</translation>
    </message>
    <message>
        <source>The certificates in {path} can&apos;t be read ({reason}). Choose another file in Settings, or correct REQUESTS_CA_BUNDLE.</source>
        <translation>无法读取 {path} 中的证书（{reason}）。请在设置中选择其他文件，或修正 REQUESTS_CA_BUNDLE。</translation>
    </message>
    <message>
        <source>{path} holds no certificate in PEM form. Choose another file in Settings, or correct REQUESTS_CA_BUNDLE.</source>
        <translation>{path} 中没有 PEM 格式的证书。请在设置中选择其他文件，或修正 REQUESTS_CA_BUNDLE。</translation>
    </message>
    <message>
        <source>“{what}” is no address of a proxy. Write it like http://host:3128 or socks5h://host:1080.</source>
        <translation>“{what}”不是代理地址。请写成 http://host:3128 或 socks5h://host:1080 的形式。</translation>
    </message>
    <message>
        <source>A proxy of the kind {scheme} can&apos;t be used. HTTP, HTTPS and SOCKS5 proxies can.</source>
        <translation>不支持 {scheme} 类型的代理。支持 HTTP、HTTPS 和 SOCKS5 代理。</translation>
    </message>
    <message>
        <source>{host}: no such host ({reason}). Check the address and the network&apos;s DNS.</source>
        <translation>{host}：找不到该主机（{reason}）。请检查地址和网络的 DNS。</translation>
    </message>
    <message>
        <source>{host}: nothing answers there. Check the address, or that the mirror is running.</source>
        <translation>{host}：没有响应。请检查地址，或确认该镜像正在运行。</translation>
    </message>
    <message>
        <source>{host} can&apos;t be reached ({reason}). Check the network, or choose another mirror.</source>
        <translation>无法连接 {host}（{reason}）。请检查网络，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not answer in time. Try again later, or choose another mirror.</source>
        <translation>{host} 响应超时。请稍后重试，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host}: the secure connection failed ({reason}). Check the clock, the proxy and its certificate.</source>
        <translation>{host}：安全连接失败（{reason}）。请检查系统时间、代理及其证书。</translation>
    </message>
    <message>
        <source>The proxy does not let Hubkeep through to {host} ({reason}). Check the proxy in Settings.</source>
        <translation>代理不允许 Hubkeep 访问 {host}（{reason}）。请在设置中检查代理。</translation>
    </message>
    <message>
        <source>{host} ended the connection ({reason}). It is tried again.</source>
        <translation>{host} 断开了连接（{reason}），正在重试。</translation>
    </message>
    <message>
        <source>{host} does not speak HTTP ({reason}). Check the address.</source>
        <translation>{host} 使用的不是 HTTP 协议（{reason}）。请检查地址。</translation>
    </message>
    <message>
        <source>{host} sends nothing any more. It is tried again later.</source>
        <translation>{host} 不再发送数据，稍后会重试。</translation>
    </message>
    <message>
        <source>{host} packs files although plain bytes were asked for, so it can&apos;t be used.</source>
        <translation>{host} 对文件进行了压缩，而请求的是原始数据，因此无法使用。</translation>
    </message>
    <message>
        <source>{host} sent other bytes of {path} than it was asked for, so it is not used.</source>
        <translation>{host} 发送的 {path} 的数据范围与请求不符，因此不再使用。</translation>
    </message>
    <message>
        <source>{host} can&apos;t send parts of a file.</source>
        <translation>{host} 不支持分段下载。</translation>
    </message>
    <message>
        <source>{host} has {path} in another size, so it is not used for it.</source>
        <translation>{host} 上的 {path} 大小不同，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} sent a web page instead of {path}: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.</source>
        <translation>{host} 返回了网页而不是 {path}：可能是登录页、验证码或停放的域名。请在浏览器中打开查看，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not have {path}. Try another mirror, or huggingface.co itself.</source>
        <translation>{host} 没有 {path}。请尝试其他镜像，或直接使用 huggingface.co。</translation>
    </message>
    <message>
        <source>{host} refuses {path} (status {status}). It may need a login or an accepted licence.</source>
        <translation>{host} 拒绝提供 {path}（状态码 {status}）。可能需要登录或先同意许可条款。</translation>
    </message>
    <message>
        <source>{host} asks to wait: too many requests. Hubkeep goes on by itself.</source>
        <translation>{host} 要求等待：请求过于频繁。Hubkeep 稍后会自动继续。</translation>
    </message>
    <message>
        <source>{host} has trouble of its own (status {status}). It is tried again.</source>
        <translation>{host} 自身出现故障（状态码 {status}），正在重试。</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense (status {status}), so it is not used.</source>
        <translation>{host} 的响应无效（状态码 {status}），因此不再使用。</translation>
    </message>
    <message>
        <source>{host} redirects {path} in a circle or to nowhere, so it is not used.</source>
        <translation>{host} 对 {path} 的重定向陷入循环或指向无效地址，因此不再使用。</translation>
    </message>
    <message>
        <source>{host} has another commit of {path}: it is stale, so it is not used for it.</source>
        <translation>{host} 上的 {path} 属于另一个提交，内容已过时，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} has another {path} under this name, so it is not used for it.</source>
        <translation>{host} 上同名的 {path} 内容不同，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} does not say which version of {path} it has, so it is not used for it.</source>
        <translation>{host} 没有说明其 {path} 的版本，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} is much slower than the others. It rests, and is tried again.</source>
        <translation>{host} 比其他来源慢得多，暂停使用，稍后会重试。</translation>
    </message>
    <message>
        <source>{path} was wrong with what {host} sent, so others are asked.</source>
        <translation>{host} 发送的数据使 {path} 校验不符，正改用其他来源。</translation>
    </message>
    <message>
        <source>{host} sent wrong bytes of {path}. They were thrown away, and it is not used again.</source>
        <translation>{host} 发送的 {path} 数据有误。这些数据已丢弃，不再使用该来源。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be had right: what came does not match its hash, whoever sent it. Try again later or from another mirror.</source>
        <translation>无法获得正确的 {path}：无论来自哪个来源，数据都与其哈希值不符。请稍后重试，或换用其他镜像。</translation>
    </message>
    <message>
        <source>No source has {path}. Add another mirror, or huggingface.co.</source>
        <translation>没有任何来源拥有 {path}。请添加其他镜像，或添加 huggingface.co。</translation>
    </message>
    <message>
        <source>Nothing came from anywhere for {seconds} seconds. Check the network; what is here is kept, and the next try goes on.</source>
        <translation>所有来源已有 {seconds} 秒没有数据。请检查网络；已下载的部分会保留，下次从中断处继续。</translation>
    </message>
    <message>
        <source>{host} has no {repo}. Check the spelling and whether it is a model, dataset or space, or ask another mirror.</source>
        <translation>{host} 上没有 {repo}。请检查拼写，确认它是模型、数据集还是 Space，或换用其他镜像。</translation>
    </message>
    <message>
        <source>{host} has no {repo}, or your login may not see it or is no longer valid. Check the spelling, and which account you are logged in with.</source>
        <translation>{host} 上没有 {repo}，或者您的账号无权查看、登录已失效。请检查拼写，以及当前登录的账号。</translation>
    </message>
    <message>
        <source>{host} shows no {repo} to those who are not logged in: it does not exist, or it is private. Check the spelling, or log in under Settings or with “hubkeep token set”.</source>
        <translation>未登录时 {host} 不显示 {repo}：它不存在，或者是私有仓库。请检查拼写，或在设置中登录，也可以使用“hubkeep token set”。</translation>
    </message>
    <message>
        <source>{repo} has no revision “{revision}” at {host}. Check the branch, tag or commit.</source>
        <translation>{host} 上的 {repo} 没有版本“{revision}”。请检查分支、标签或提交。</translation>
    </message>
    <message>
        <source>{repo} has no {path} in its revision “{revision}”. Check the path.</source>
        <translation>{repo} 的版本“{revision}”中没有 {path}。请检查路径。</translation>
    </message>
    <message>
        <source>{repo} is open only to those who accepted its terms. Accept them at {url}, then log in under Settings or with “hubkeep token set”; a mirror gets your login only if you allow it.</source>
        <translation>{repo} 仅对已同意其条款的用户开放。请先在 {url} 同意条款，再在设置中登录，或使用“hubkeep token set”；只有经您允许，登录信息才会发送给镜像。</translation>
    </message>
    <message>
        <source>{repo} is open only to those who accepted its terms, and your account is not among them yet. Accept them at {url}, then try again.</source>
        <translation>{repo} 仅对已同意其条款的用户开放，而您的账号尚未同意。请在 {url} 同意条款后重试。</translation>
    </message>
    <message>
        <source>{repo} is open only to those who accepted its terms at {url}, and {host} does not accept your login or does not pass it on. Fetch it from huggingface.co, or log in again.</source>
        <translation>{repo} 仅对在 {url} 同意其条款的用户开放，而 {host} 不接受或没有转发您的登录信息。请从 huggingface.co 下载，或重新登录。</translation>
    </message>
    <message>
        <source>{host} has closed {repo} for everybody. Look for another repo with the same files.</source>
        <translation>{host} 已停止提供 {repo}。请寻找包含相同文件的其他仓库。</translation>
    </message>
    <message>
        <source>{host} does not accept your login: it has expired or was revoked, or belongs to another site. Log in again under Settings or with “hubkeep token set”.</source>
        <translation>{host} 不接受您的登录信息：可能已过期、被撤销，或属于其他网站。请在设置中重新登录，或使用“hubkeep token set”。</translation>
    </message>
    <message>
        <source>{host} offers no search, or only to those who are logged in. Write the whole name of the repo, or search at huggingface.co.</source>
        <translation>{host} 不提供搜索，或仅对已登录用户提供。请输入完整的仓库名称，或在 huggingface.co 上搜索。</translation>
    </message>
    <message>
        <source>{host} lists {repo} only in part: it has folders with more files than the mirror can list. Ask huggingface.co or another mirror.</source>
        <translation>{host} 只列出了 {repo} 的一部分：其中有些文件夹的文件数超出了该镜像的列出能力。请使用 huggingface.co 或其他镜像。</translation>
    </message>
    <message>
        <source>{host} refuses this (status {status}: {reason}). Your login may lack the right to it, or the mirror does not pass it on; try huggingface.co itself.</source>
        <translation>{host} 拒绝了请求（状态码 {status}：{reason}）。可能是您的账号没有权限，或镜像没有转发登录信息；请直接使用 huggingface.co。</translation>
    </message>
    <message>
        <source>{host} refuses because a quota is used up ({reason}). Wait until it is renewed, or choose another mirror.</source>
        <translation>{host} 因配额用尽而拒绝请求（{reason}）。请等待配额恢复，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} takes no more requests for now: too many came in a short time. Try again in a few minutes; with a login more are allowed.</source>
        <translation>{host} 暂不接受更多请求：短时间内请求过多。请几分钟后重试；登录后可使用更高的限额。</translation>
    </message>
    <message>
        <source>{host} has trouble of its own (status {status}). Try again later, or choose another mirror.</source>
        <translation>{host} 自身出现故障（状态码 {status}）。请稍后重试，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not serve this to where you are (status {status}). Choose another mirror or a proxy.</source>
        <translation>{host} 不向您所在的地区提供此内容（状态码 {status}）。请选择其他镜像或使用代理。</translation>
    </message>
    <message>
        <source>{host} sent a web page instead of an answer: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.</source>
        <translation>{host} 返回了网页而不是数据：可能是登录页、验证码或停放的域名。请在浏览器中打开查看，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not answer as a hub does. Check the address, or choose another mirror.</source>
        <translation>{host} 的响应不符合 Hub 的格式。请检查地址，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense ({reason}). Choose another mirror.</source>
        <translation>{host} 的响应无效（{reason}）。请选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} was asked for commit {commit} of {repo} and answered with {other}, so it is not used.</source>
        <translation>向 {host} 请求 {repo} 的提交 {commit}，返回的却是 {other}，因此不使用它。</translation>
    </message>
    <message>
        <source>{repo} holds a file with the name “{path}”, which would land outside of its folder. Nothing of it is fetched; report the repo to {host}.</source>
        <translation>{repo} 中有名为“{path}”的文件，它会写到文件夹之外。不会下载该仓库的任何内容，请向 {host} 举报此仓库。</translation>
    </message>
    <message>
        <source>This is no token: it is empty, or holds spaces or signs that no token has. Copy it again from the site&apos;s settings.</source>
        <translation>这不是有效的令牌：内容为空，或含有空格及令牌中不会出现的符号。请从网站的设置页面重新复制。</translation>
    </message>
    <message>
        <source>No keyring of the system answers, so Hubkeep keeps no token. Unlock it and try again, or log in with “hf auth login” or set HF_TOKEN: Hubkeep uses those too.</source>
        <translation>系统密钥环没有响应，因此 Hubkeep 没有保存令牌。请解锁密钥环后重试，或用“hf auth login”登录、设置 HF_TOKEN，Hubkeep 同样会使用。</translation>
    </message>
    <message>
        <source>huggingface.co is always sent the token of huggingface.co. Log out with “hf auth logout”, or forget the token.</source>
        <translation>huggingface.co 的令牌总会发送给 huggingface.co。请用“hf auth logout”退出登录，或移除该令牌。</translation>
    </message>
    <message>
        <source>Hubkeep keeps no token for {endpoint}. “hubkeep token” shows what there is.</source>
        <translation>Hubkeep 没有为 {endpoint} 保存令牌。运行“hubkeep token”可查看已有的令牌。</translation>
    </message>
    <message>
        <source>The repo has no file or folder {path}. Check the spelling and the revision.</source>
        <translation>仓库中没有文件或文件夹 {path}。请检查拼写和版本。</translation>
    </message>
    <message>
        <source>“{text}” names no repo. Paste a page&apos;s address, or write org/name or dataset/org/name.</source>
        <translation>“{text}”不是仓库。请粘贴网页地址，或写成 org/name 或 dataset/org/name 的形式。</translation>
    </message>
    <message>
        <source>{text} is a page of a hub, but none of a repo. Paste the address of a model, a dataset, a space or a kernel.</source>
        <translation>{text} 是 Hub 上的页面，但不是仓库页面。请粘贴模型、数据集、Space 或内核的地址。</translation>
    </message>
    <message>
        <source>{path} has {free} bytes to spare and {needed} are needed. Free some space, then resume: what is here is kept.</source>
        <translation>{path} 可用 {free} 字节，需要 {needed} 字节。请释放一些空间后继续，已下载的部分会保留。</translation>
    </message>
    <message>
        <source>{path}: the disk is full ({free} bytes free). Free some space, then resume: what is here is kept.</source>
        <translation>{path}：磁盘已满（剩余 {free} 字节）。请释放一些空间后继续，已下载的部分会保留。</translation>
    </message>
    <message>
        <source>{path} lies in an archive that is not connected. Connect it, or restore or remove the repo first.</source>
        <translation>{path} 位于未连接的归档中。请先连接归档，或恢复、删除该仓库。</translation>
    </message>
    <message>
        <source>No file of {repo} is left by what was included and excluded. Choose other files.</source>
        <translation>按包含和排除规则，{repo} 中没有剩下任何文件。请选择其他文件。</translation>
    </message>
    <message>
        <source>Another program is fetching {path} into the same place. Hubkeep waits, and takes over what it brings.</source>
        <translation>另一个程序正在把 {path} 下载到同一位置。Hubkeep 会等它完成，然后直接使用它下载的内容。</translation>
    </message>
    <message>
        <source>All files that are left are paused. Resume some of them to go on.</source>
        <translation>剩余的文件均已暂停。请继续其中一些文件。</translation>
    </message>
    <message>
        <source>Download {job} was paused. Resume it with “hubkeep jobs resume {job}”, or in the window.</source>
        <translation>下载 {job} 已暂停。请用“hubkeep jobs resume {job}”或在窗口中继续。</translation>
    </message>
    <message>
        <source>It waits for the full-speed hours, from {time}. Change them in Settings.</source>
        <translation>正在等待全速时段，{time} 开始。可在设置中更改。</translation>
    </message>
    <message>
        <source>There is no network. It goes on by itself when there is one.</source>
        <translation>没有网络连接。恢复后会自动继续。</translation>
    </message>
    <message>
        <source>This connection costs by volume, so downloads wait. Change that in Settings.</source>
        <translation>当前网络按流量计费，下载已暂停等待。可在设置中更改。</translation>
    </message>
    <message>
        <source>{path}: commit {commit} does not name these bytes any more, so they can&apos;t be fetched again.</source>
        <translation>{path}：提交 {commit} 中已没有这份数据，无法重新下载。</translation>
    </message>
    <message>
        <source>{count} file(s) hold wrong bytes, among them {path}. Repair the repo: just that is fetched again.</source>
        <translation>{count} 个文件内容损坏，包括 {path}。请修复该仓库，只会重新下载损坏的部分。</translation>
    </message>
    <message>
        <source>{count} file(s) lost their bytes, among them {path}. Repair the repo to bring them back.</source>
        <translation>{count} 个文件丢失了数据，包括 {path}。修复该仓库即可找回。</translation>
    </message>
    <message>
        <source>{count} file(s) are links that leave the cache, among them {path}. They are left alone.</source>
        <translation>{count} 个文件是指向缓存之外的链接，包括 {path}。它们不会被改动。</translation>
    </message>
    <message>
        <source>The ref {ref} holds no commit. Download the repo again to write it anew.</source>
        <translation>引用 {ref} 中没有提交。重新下载该仓库可重新写入。</translation>
    </message>
    <message>
        <source>The ref {ref} names commit {commit}, which is not cached. Download it again.</source>
        <translation>引用 {ref} 指向的提交 {commit} 不在缓存中。请重新下载。</translation>
    </message>
    <message>
        <source>No revision is complete here: a download broke off, or parts were deleted by hand.</source>
        <translation>没有完整的版本：可能下载中断，或部分文件被手动删除。</translation>
    </message>
    <message>
        <source>{count} download(s) broke off, {bytes} bytes so far. Download again, or prune them.</source>
        <translation>{count} 个下载已中断，已下载 {bytes} 字节。请重新下载，或清理它们。</translation>
    </message>
    <message>
        <source>{count} thing(s) in the folder are none of the Hub&apos;s, among them {path}.</source>
        <translation>文件夹中有 {count} 项不属于 Hub，包括 {path}。</translation>
    </message>
    <message>
        <source>{count} file(s) lie in an archive that is not connected: {path}.</source>
        <translation>{count} 个文件位于未连接的归档中：{path}。</translation>
    </message>
    <message>
        <source>{path} is a file that does not belong to a hub cache.</source>
        <translation>{path} 是不属于 Hub 缓存的文件。</translation>
    </message>
    <message>
        <source>{path} is a folder that does not belong to a hub cache.</source>
        <translation>{path} 是不属于 Hub 缓存的文件夹。</translation>
    </message>
    <message>
        <source>blobs/ has no marker of a shared store, so neither huggingface_hub nor Hubkeep uses it.</source>
        <translation>blobs/ 没有共享存储的标记，因此 huggingface_hub 和 Hubkeep 都不会使用它。</translation>
    </message>
    <message>
        <source>{path} is a link to {target}; links at the top of a cache are not followed.</source>
        <translation>{path} 是指向 {target} 的链接；缓存顶层的链接不会被跟随。</translation>
    </message>
    <message>
        <source>{path} is a link to {target}: a repo moved by hand. Its size is not counted here.</source>
        <translation>{path} 是指向 {target} 的链接，即手动移走的仓库，其大小不计入此处。</translation>
    </message>
    <message>
        <source>The repo names a file {path}, which would not stay in its folder. It was refused; use another repo, or tell its owner.</source>
        <translation>仓库中的文件 {path} 会写到文件夹之外，已拒绝。请使用其他仓库，或告知其所有者。</translation>
    </message>
    <message>
        <source>The repo names a file {path}, which Windows can&apos;t keep. Choose the other files without it.</source>
        <translation>仓库中的文件 {path} 无法保存在 Windows 上。请只选择其他文件。</translation>
    </message>
    <message>
        <source>{revision} can&apos;t be a revision. Write the name of a branch or tag, or a whole commit id.</source>
        <translation>{revision} 不是有效的版本。请填写分支或标签名，或完整的提交 ID。</translation>
    </message>
    <message>
        <source>{path} leads out of its folder by a link, so nothing was written there. Remove the link and try again.</source>
        <translation>{path} 经由链接指向文件夹之外，因此没有写入。请移除该链接后重试。</translation>
    </message>
    <message>
        <source>“{digest}” is no hash of a file, so nothing can be kept under it. Try another mirror.</source>
        <translation>“{digest}”不是文件的哈希值，无法以它保存内容。请尝试其他镜像。</translation>
    </message>
    <message>
        <source>{path} lies in an archive that is not connected ({target}). Connect it and try again, or delete the repo to download it anew.</source>
        <translation>{path} 位于未连接的归档（{target}）中。请连接后重试，或删除该仓库后重新下载。</translation>
    </message>
    <message>
        <source>There is no cache at {path} yet. It appears with the first download.</source>
        <translation>{path} 处尚无缓存，首次下载后会自动出现。</translation>
    </message>
    <message>
        <source>The cache {path} can&apos;t be read ({reason}). Check its permissions, or choose another folder.</source>
        <translation>缓存 {path} 无法读取（{reason}）。请检查其权限，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path} ends before its contents do: the file is incomplete. Download it again.</source>
        <translation>{path} 提前结束：文件不完整。请重新下载。</translation>
    </message>
    <message>
        <source>{path} has {extra} bytes too many at its end. Verify it or download it again.</source>
        <translation>{path} 末尾多出 {extra} 字节。请校验或重新下载。</translation>
    </message>
    <message>
        <source>{path} is not a {format} file, whatever its name says. Download it again.</source>
        <translation>{path} 实际上不是 {format} 文件，与其名称不符。请重新下载。</translation>
    </message>
    <message>
        <source>{path}: the {format} header is damaged at {where}. Verify it or download it again.</source>
        <translation>{path}：{format} 文件头在 {where} 处损坏。请校验或重新下载。</translation>
    </message>
    <message>
        <source>{path}: {format} version {version} is not known here; a newer Hubkeep may read it.</source>
        <translation>{path}：不支持 {format} 版本 {version}，更新版本的 Hubkeep 或许可以读取。</translation>
    </message>
    <message>
        <source>{path} is {size} bytes long, more than the {limit} expected of such a file; left unread.</source>
        <translation>{path} 大小为 {size} 字节，超过此类文件的上限 {limit}，未读取。</translation>
    </message>
    <message>
        <source>{path} was left unread: this repo holds more than is read for a description.</source>
        <translation>{path} 未读取：该仓库内容过多，超出了生成说明时读取的范围。</translation>
    </message>
    <message>
        <source>{path} is not valid JSON and was ignored. Verify it or download it again.</source>
        <translation>{path} 不是有效的 JSON，已忽略。请校验或重新下载。</translation>
    </message>
    <message>
        <source>{path}: the value of {key} makes no sense and was ignored.</source>
        <translation>{path}：{key} 的值无效，已忽略。</translation>
    </message>
    <message>
        <source>{path}: the block at its top is not valid YAML; licence and tags may be missing.</source>
        <translation>{path}：开头的元数据不是有效的 YAML，许可证和标签可能缺失。</translation>
    </message>
    <message>
        <source>{path}: {missing} of its {total} parts are not here. Download the rest.</source>
        <translation>{path}：共 {total} 个分片，缺少 {missing} 个。请下载其余分片。</translation>
    </message>
    <message>
        <source>{path} is not a regular file, so it was left alone.</source>
        <translation>{path} 不是普通文件，未作改动。</translation>
    </message>
    <message>
        <source>{path} is there already, so nothing was written. Move it away and try again.</source>
        <translation>{path} 已存在，未写入任何内容。请将其移走后重试。</translation>
    </message>
    <message>
        <source>{path} changed while it was copied; the copy was dropped. Try again.</source>
        <translation>{path} 在复制过程中发生变化，副本已丢弃。请重试。</translation>
    </message>
    <message>
        <source>{path}: its volume has no place for a trash. Delete it for good instead.</source>
        <translation>{path}：所在的卷无法使用回收站。请改为永久删除。</translation>
    </message>
    <message>
        <source>{path} exists again, so nothing was put back. Move it away and try again.</source>
        <translation>{path} 处已有内容，未作恢复。请将其移走后重试。</translation>
    </message>
    <message>
        <source>{path} is not in the trash any more; it was emptied or put back elsewhere.</source>
        <translation>{path} 已不在回收站中，可能已被清空或恢复到别处。</translation>
    </message>
    <message>
        <source>{path} lies in the system&apos;s own trash. Put it back or delete it from there.</source>
        <translation>{path} 位于系统回收站中。请在系统回收站中恢复或删除。</translation>
    </message>
    <message>
        <source>{path}: no file manager answered. Copy the path and open it by hand.</source>
        <translation>{path}：没有可用的文件管理器。请复制路径后手动打开。</translation>
    </message>
    <message>
        <source>{name} cannot be set: its name or its value has unsafe characters.</source>
        <translation>无法设置 {name}：名称或值中含有不安全的字符。</translation>
    </message>
    <message>
        <source>{path} changed since the preview, so nothing was written. Look again.</source>
        <translation>{path} 在预览后发生变化，未写入任何内容。请重新查看。</translation>
    </message>
    <message>
        <source>The filter does not understand “{part}”. Try a word, type:model, size&gt;10GB or read&gt;90d.</source>
        <translation>筛选条件无法识别“{part}”。请尝试关键词、type:model、size&gt;10GB 或 read&gt;90d。</translation>
    </message>
    <message>
        <source>The engine stopped before it answered and was started again. Try once more.</source>
        <translation>引擎在响应之前停止，现已重新启动。请再试一次。</translation>
    </message>
    <message>
        <source>The engine stops as soon as it starts ({reason}).</source>
        <translation>引擎一启动就停止（{reason}）。</translation>
    </message>
    <message>
        <source>No file is kept here, only the name of a commit: the files went to a folder of their own.</source>
        <translation>此处没有文件，只有提交的名称：文件已下载到单独的文件夹。</translation>
    </message>
    <message>
        <source>{path} was damaged and has been moved aside. Try again: Hubkeep begins a new one.</source>
        <translation>{path} 已损坏，现已移到一旁。请重试，Hubkeep 会新建一个。</translation>
    </message>
    <message>
        <source>{path}: its name is no valid Unicode, which Hubkeep needs of this folder. Rename it.</source>
        <translation>{path}：名称不是有效的 Unicode，而 Hubkeep 要求此文件夹的名称有效。请重命名。</translation>
    </message>
    <message>
        <source>{path} exists again, so job {job} was not undone. Move it away and try again.</source>
        <translation>{path} 处已有内容，任务 {job} 未撤销。请将其移走后重试。</translation>
    </message>
    <message>
        <source>{repo} came into use by process {pid} ({command}) meanwhile. End it, then move again: the copy in {target} is kept and goes on.</source>
        <translation>{repo} 在此期间被进程 {pid}（{command}）使用。请结束该进程后重新迁移：{target} 中的副本已保留，会从中断处继续。</translation>
    </message>
    <message>
        <source>Job {job} is not finished. Let it end or cancel it, then try again.</source>
        <translation>任务 {job} 尚未结束。请等待其结束或取消后重试。</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Queue</source>
        <translation>下载队列</translation>
    </message>
</context>
<context>
    <name>RateGraph</name>
    <message>
        <source>Rate, last 10 minutes</source>
        <translation>最近 10 分钟的速度</translation>
    </message>
    <message>
        <source>10 min ago</source>
        <translation>10 分钟前</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation>{time}前</translation>
    </message>
    <message>
        <source>nothing was fetched</source>
        <translation>没有下载</translation>
    </message>
    <message>
        <source>peak {rate}</source>
        <translation>峰值 {rate}</translation>
    </message>
</context>
<context>
    <name>RelocateDialog</name>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message numerus="yes">
        <source>{size} in %n file(s)</source>
        <translation>
            <numerusform>{size}，%Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>{size}; the same disk, so nothing is copied</source>
        <translation>{size}；位于同一磁盘，无需复制</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>转到后台继续</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Move {size}</source>
        <translation>迁移 {size}</translation>
    </message>
    <message>
        <source>In use right now, so it can&apos;t move. Stop it first:</source>
        <translation>正在使用中，无法迁移。请先停止：</translation>
    </message>
    <message>
        <source>Programs will look for it in the old place until {variable} names the new one: tell your shells here, or set it yourself.</source>
        <translation>在 {variable} 指向新位置之前，程序仍会在原位置查找。可在此处写入 shell 配置，或自行设置。</translation>
    </message>
    <message>
        <source>Move the cache</source>
        <translation>迁移缓存</translation>
    </message>
    <message>
        <source>Move the cache to another disk</source>
        <translation>将缓存迁移到其他磁盘</translation>
    </message>
    <message>
        <source>All {count} repos go along, with every link between them.</source>
        <translation>全部 {count} 个仓库及其相互间的链接都会一并迁移。</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>A path, such as /mnt/models/hub</source>
        <translation>路径，例如 /mnt/models/hub</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Tell my shells where it is (HF_HUB_CACHE)</source>
        <translation>将新位置写入 shell 配置（HF_HUB_CACHE）</translation>
    </message>
    <message>
        <source>Lines that are added</source>
        <translation>将添加的内容</translation>
    </message>
    <message>
        <source>Every file is copied and compared before the old one goes. Whatever interrupts it, the old place stays whole until then; start it again and it goes on where it was.</source>
        <translation>每个文件都会先复制并比对，之后才移除原文件。无论因何中断，在此之前原位置都保持完整；再次开始即可从中断处继续。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>原位置</translation>
    </message>
    <message>
        <source>Moves</source>
        <translation>迁移内容</translation>
    </message>
    <message>
        <source>Free there</source>
        <translation>目标剩余空间</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SearchPopup</name>
    <message>
        <source>Repos found</source>
        <translation>找到的仓库</translation>
    </message>
    <message>
        <source>Looking at {address}…</source>
        <translation>正在查询 {address}…</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Nothing is called “{words}” here. Try fewer words, or look among the others above.</source>
        <translation>没有找到“{words}”。请减少关键词，或切换上方的类型。</translation>
    </message>
    <message>
        <source>Enter opens {address}</source>
        <translation>按 Enter 打开 {address}</translation>
    </message>
    <message>
        <source>Up and Down choose, Enter opens</source>
        <translation>按上下键选择，按 Enter 打开</translation>
    </message>
    <message>
        <source>found by {endpoint}</source>
        <translation>结果来自 {endpoint}</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Spaces</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Among what to search</source>
        <translation>搜索类型</translation>
    </message>
    <message>
        <source>Open the licence page</source>
        <translation>打开许可页面</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Choices take effect at once.</source>
        <translation>更改会立即生效。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Cache folders</source>
        <translation>缓存文件夹</translation>
    </message>
    <message>
        <source>One is shown at a time. Adding or forgetting a folder here changes nothing on disk.</source>
        <translation>每次显示其中一个。在此添加或移除文件夹不会改动磁盘上的内容。</translation>
    </message>
    <message>
        <source>Stale models</source>
        <translation>闲置模型</translation>
    </message>
    <message>
        <source>Stale when not read for</source>
        <translation>超过以下时间未读取即视为闲置</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>Days until a repo counts as stale</source>
        <translation>仓库视为闲置前的天数</translation>
    </message>
    <message>
        <source>Stale repos are counted at the top of the Library.</source>
        <translation>闲置仓库的大小会显示在模型库顶部。</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Hubkeep {version}, with Qt {qt}</source>
        <translation>Hubkeep {version}，基于 Qt {qt}</translation>
    </message>
    <message>
        <source>Hubkeep is free software under the Apache License 2.0. It uses Qt and Qt for Python under the GNU LGPL version 3; you may replace them with your own builds.</source>
        <translation>Hubkeep 是以 Apache License 2.0 发布的自由软件，并依据 GNU LGPL 第 3 版使用 Qt 和 Qt for Python；您可以用自行构建的版本替换它们。</translation>
    </message>
    <message>
        <source>Open-source notices…</source>
        <translation>开源许可声明…</translation>
    </message>
    <message>
        <source>Search and filter</source>
        <translation>搜索和筛选</translation>
    </message>
    <message>
        <source>Look at the disk again</source>
        <translation>重新扫描磁盘</translation>
    </message>
    <message>
        <source>Details of the selected repo</source>
        <translation>查看所选仓库的详情</translation>
    </message>
    <message>
        <source>Delete the selection</source>
        <translation>删除所选内容</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Copy the names of the selection</source>
        <translation>复制所选仓库的名称</translation>
    </message>
    <message>
        <source>Look up the address that was copied</source>
        <translation>查询已复制的地址</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Close what lies on top, clear the search</source>
        <translation>关闭浮层，清除搜索</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>This workstation</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Opens the menu</source>
        <translation>打开菜单</translation>
    </message>
</context>
<context>
    <name>StaleRepos</name>
    <message numerus="yes">
        <source>and %n more, smaller ones</source>
        <translation>
            <numerusform>以及另外 %Ln 个较小的仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>This volume does not note when files are read, so nothing can be said to be stale.</source>
        <translation>此卷不记录文件的读取时间，因此无法判断哪些仓库闲置。</translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s), {size}. They have to be downloaded again when they are needed.</source>
        <translation>
            <numerusform>%Ln 个仓库，共 {size}。需要时须重新下载。</numerusform>
        </translation>
    </message>
    <message>
        <source>None.</source>
        <translation>无。</translation>
    </message>
    <message>
        <source>Select none</source>
        <translation>取消全选</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Not read for long</source>
        <translation>长期未读取</translation>
    </message>
    <message>
        <source>Not read for</source>
        <translation>未读取时间超过</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
    <message>
        <source>Not read for so many days</source>
        <translation>未读取的天数</translation>
    </message>
    <message>
        <source>Repos not read for long</source>
        <translation>长期未读取的仓库</translation>
    </message>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Frees</source>
        <translation>可释放</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Activity: {what}</source>
        <translation>任务：{what}</translation>
    </message>
    <message>
        <source>Show every job (Ctrl+J)</source>
        <translation>查看全部任务（Ctrl+J）</translation>
    </message>
    <message>
        <source>The engine has stopped</source>
        <translation>引擎已停止</translation>
    </message>
    <message>
        <source>The engine is starting again…</source>
        <translation>引擎正在重新启动…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) waiting</source>
        <translation>
            <numerusform>%n 个任务等待中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) failed</source>
        <translation>
            <numerusform>%n 个任务失败</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the cache…</source>
        <translation>正在读取缓存…</translation>
    </message>
    <message>
        <source>Checking the disk…</source>
        <translation>正在核对磁盘…</translation>
    </message>
    <message>
        <source>No cache yet</source>
        <translation>尚无缓存</translation>
    </message>
    <message>
        <source>The cache can&apos;t be read</source>
        <translation>缓存无法读取</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>已是最新</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) running</source>
        <translation>
            <numerusform>%n 个任务进行中</numerusform>
        </translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>TokenRow</name>
    <message>
        <source>in the system&apos;s keyring</source>
        <translation>保存在系统密钥环中</translation>
    </message>
    <message>
        <source>in a file</source>
        <translation>保存在文件中</translation>
    </message>
    <message>
        <source>named by the environment (HF_TOKEN)</source>
        <translation>来自环境变量 HF_TOKEN</translation>
    </message>
    <message>
        <source>that of “hf auth login”</source>
        <translation>来自“hf auth login”</translation>
    </message>
    <message>
        <source>no token of its own</source>
        <translation>没有专用令牌</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Forget the token for {endpoint}</source>
        <translation>移除 {endpoint} 的令牌</translation>
    </message>
    <message>
        <source>Send it my token</source>
        <translation>向其发送我的令牌</translation>
    </message>
    <message>
        <source>Send my token to {endpoint}</source>
        <translation>向 {endpoint} 发送我的令牌</translation>
    </message>
    <message>
        <source>Whoever runs it can then do on the Hub what your token may. Allow it only where you trust them.</source>
        <translation>其运营者将能以您的令牌在 Hub 上进行操作。仅在信任对方时才允许。</translation>
    </message>
    <message>
        <source>It is not encrypted: everybody on the way can read the token as well.</source>
        <translation>连接未加密：传输途中的任何人都能读取令牌。</translation>
    </message>
</context>
<context>
    <name>TokensSection</name>
    <message>
        <source>A token has no spaces and no accents; copy it again.</source>
        <translation>令牌不含空格和特殊字符，请重新复制。</translation>
    </message>
    <message>
        <source>No keyring answers on this machine, so Hubkeep keeps no token itself. Log in with “hf auth login” or set HF_TOKEN: Hubkeep uses what is there.</source>
        <translation>此计算机上没有可用的密钥环，因此 Hubkeep 不会自行保存令牌。请使用“hf auth login”登录或设置 HF_TOKEN，Hubkeep 会直接使用。</translation>
    </message>
    <message>
        <source>Access tokens</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>For gated and private repos. A token goes to huggingface.co, and to nobody else unasked.</source>
        <translation>用于访问需许可的仓库和私有仓库。令牌只会发送给 huggingface.co，未经允许不会发送给其他服务器。</translation>
    </message>
    <message>
        <source>Add or replace a token</source>
        <translation>添加或替换令牌</translation>
    </message>
    <message>
        <source>Whose token</source>
        <translation>令牌所属服务器</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keep the token in the keyring</source>
        <translation>将令牌保存到密钥环</translation>
    </message>
</context>
<context>
    <name>VerifyReport</name>
    <message>
        <source>Verification</source>
        <translation>校验结果</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Files that did not pass</source>
        <translation>未通过校验的文件</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结果</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not pass</source>
        <translation>
            <numerusform>%Ln 个文件未通过校验</numerusform>
        </translation>
    </message>
    <message>
        <source>All intact</source>
        <translation>全部完好</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) read, {bytes}: {ok} are what their names say.</source>
        <translation>
            <numerusform>共读取 %Ln 个文件，{bytes}：其中 {ok} 个与其名称相符。</numerusform>
        </translation>
    </message>
    <message>
        <source>Download the repo again, or delete the file: the next download brings it back whole.</source>
        <translation>请重新下载该仓库，或删除此文件：下次下载会恢复完整文件。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) can&apos;t be checked: nothing here says what they should be.</source>
        <translation>
            <numerusform>%Ln 个文件无法校验：此处没有可供比对的信息。</numerusform>
        </translation>
    </message>
    <message>
        <source>corrupt</source>
        <translation>损坏</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Activity</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
</TS>
