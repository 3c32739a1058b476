# Applications of Rails and of Rack, for ruby.rs beside this file.
#
#     ruby.rb WHICH CODE   serves on a free port of loopback, says `ready PORT`
#
# WHICH is rails-gcm, rails-cbc, rails-signed (with their serializer behind a colon)
# or rack-hmac (with its coder); CODE is a file of the code that `key export` prints
# for it. `/counter` counts a session; `/get` prints what a cookie `own` carries, and
# `/set` sets it to the JSON of the request.

require 'json'
require 'socket'
require 'stringio'

$stdout.sync = true
# Whoever started it may be gone.
Thread.new { sleep 300; exit!(1) }

which, code_file = ARGV
which, how = which.split(':')
code = File.read(code_file)

def rails(which, how, code)
  require 'action_controller/railtie'
  app = Class.new(Rails::Application) do
    config.load_defaults 6.1
    config.eager_load = false
    config.logger = Logger.new(nil)
    config.hosts.clear
    config.action_controller.default_protect_from_forgery = false
    config.session_store :cookie_store, key: '_app_session'
    config.action_dispatch.use_authenticated_cookie_encryption = which != 'rails-cbc'
    config.action_dispatch.cookies_serializer = (how || 'json').to_sym
    class_eval(code)
    routes.append { match '*path', to: 'x#x', via: :all }
  end
  Object.const_set(:App, app)
  controller = Class.new(ActionController::Base) do
    define_method(:x) do
      jar = which == 'rails-signed' ? cookies.signed : cookies.encrypted
      case request.path
      when '/counter'
        if which == 'rails-signed'
          count = jar['own'].to_i + 1
          jar['own'] = { value: count, expires: 1.hour.from_now }
        else
          count = session[:counter] = (session[:counter] || 0) + 1
        end
        render plain: count.to_s
      when '/set'
        jar['own'] = { value: JSON.parse(request.raw_post), expires: 1.hour.from_now }
        render plain: ''
      else
        render plain: jar['own'].to_json
      end
    end
  end
  Object.const_set(:XController, controller)
  app.initialize!
  app
end

def rack(how, code)
  require 'rack'
  require 'rack/session/cookie'
  coder = Rack::Session::Cookie::Base64.const_get(how || 'JSON').new
  handler = lambda do |env|
    session = env['rack.session']
    case env['PATH_INFO']
    when '/counter'
      session['counter'] = (session['counter'] || 0) + 1
      [200, {}, [session['counter'].to_s]]
    when '/set'
      JSON.parse(env['rack.input'].read).each { |name, value| session[name] = value }
      [200, {}, ['']]
    else
      [200, {}, [session.to_h.reject { |name, _| name == 'session_id' }.to_json]]
    end
  end
  builder = Rack::Builder.new
  original = builder.method(:use)
  builder.define_singleton_method(:use) { |it, **options| original.call(it, coder: coder, **options) }
  builder.instance_eval(code)
  builder.run handler
  builder.to_app
end

app = which == 'rack-hmac' ? rack(how, code) : rails(which, how, code)

server = TCPServer.new('127.0.0.1', 0)
puts "ready #{server.addr[1]}"
loop do
  socket = server.accept
  method, path, = socket.gets.split
  headers = {}
  while (line = socket.gets.chomp) != ''
    name, value = line.split(': ', 2)
    headers[name.downcase] = value
  end
  body = socket.read(headers['content-length'].to_i)
  env = {
    'REQUEST_METHOD' => method, 'PATH_INFO' => path, 'SCRIPT_NAME' => '', 'QUERY_STRING' => '',
    'SERVER_NAME' => '127.0.0.1', 'SERVER_PORT' => '80', 'HTTP_HOST' => '127.0.0.1',
    'HTTP_COOKIE' => headers['cookie'].to_s,
    'CONTENT_LENGTH' => body.bytesize.to_s, 'REMOTE_ADDR' => '127.0.0.1',
    'rack.input' => StringIO.new(body), 'rack.errors' => $stderr, 'rack.url_scheme' => 'http',
    'rack.version' => [1, 3], 'rack.multithread' => false, 'rack.multiprocess' => false,
    'rack.run_once' => false
  }
  env['CONTENT_TYPE'] = headers['content-type'] if headers['content-type']
  status, answered, parts = app.call(env)
  text = +''
  parts.each { |part| text << part }
  lines = answered.flat_map { |name, values| values.to_s.split("\n").map { |it| "#{name}: #{it}" } }
  lines = lines.reject { |it| it.downcase.start_with?('content-length:') }
  lines = ["HTTP/1.1 #{status} OK", "Content-Length: #{text.bytesize}", 'Connection: close', *lines]
  socket.write "#{lines.join("\r\n")}\r\n\r\n#{text}"
  socket.close
end
